import { existsSync } from 'node:fs';
import path from 'node:path';
import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { type DatasetOptions, readDataset } from '../dataset.js';
import { readCatalogueFile } from './catalogueFile.js';
import { readEventLog } from './readEventLog.js';
import { readTestExamples } from './readTestExamples.js';

/**
 * The counts are those of each data set's README. For JData, users and items with comments only are not counted (3,447
 * of 3,520 users and 12,070 of 12,195 items remain). The data sets are not part of the repository.
 */
const DATA = path.resolve(import.meta.dirname, '../../../../../shared/data');
const TIMEOUT_MS = 60_000;
const isPresent = existsSync(DATA);
if (!isPresent) console.warn('Skipped: the public data sets (../shared/data beside the repository) are absent.');

async function countsOf(format: string, file: string) {
  const { log, badRowCount, ignoredRowCount } = await readEventLog({ file: path.join(DATA, file), format });
  const perType = Object.fromEntries(ACTION_TYPES.map((type) => [type, 0]));
  for (const typeIndex of log.typeIndices) perType[ACTION_TYPES[typeIndex]!]! += 1;
  const types = Object.fromEntries(Object.entries(perType).filter(([, events]) => events > 0));
  return {
    log,
    counts: {
      users: log.userIds.length,
      items: log.itemIds.length,
      events: log.itemRows.length,
      badRowCount,
      ignoredRowCount,
      types,
    },
  };
}

const SILENT = { update: () => {}, log: () => {}, clear: () => {} };
const datasetOf = (folder: string, data: string, options: Partial<DatasetOptions>) => {
  const { catalogueFile, test, ...rest } = options;
  const inFolder = (file: string | undefined) => file && path.join(DATA, folder, file);
  return readDataset(
    {
      format: undefined,
      target: undefined,
      ...rest,
      data: inFolder(data)!,
      catalogueFile: inFolder(catalogueFile),
      test: inFolder(test),
    },
    SILENT,
  );
};

describe.skipIf(!isPresent)('public data sets', () => {
  test.each([
    ['sequences', 'amazon-2014-5core/Beauty.txt.gz', 22_363, 12_101, 198_502, { purchase: 198_502 }, 0],
    ['sequences', 'amazon-2014-5core/Toys_and_Games.txt.gz', 19_412, 11_924, 167_597, { purchase: 167_597 }, 0],
    ['pairs', 'amazon-older-splits/Video_Games_sasrec.txt.gz', 31_013, 23_715, 287_107, { purchase: 287_107 }, 0],
    ['pairs', 'amazon-older-splits/Beauty_bert4rec.txt.gz', 40_226, 54_542, 353_962, { purchase: 353_962 }, 0],
    [
      'rees46',
      'rees46-2019-10-01-head/events.csv.gz',
      4_504,
      6_493,
      17_434,
      { view_item: 17_055, add_to_cart: 165, purchase: 214 },
      0,
    ],
    ['yoochoose', 'yoochoose-100k/train_full.tsv.gz', 17_794, 2_933, 70_278, { view_item: 70_278 }, 0],
    [
      'jdata',
      'jdata-micro-behavior/train.csv.gz',
      3_447,
      12_070,
      27_183 - 464,
      { view_item: 24_365, purchase: 1_906, add_to_wishlist: 448 },
      464,
    ],
  ])(
    '%s: %s',
    async (format, file, users, items, events, types, ignoredRowCount) => {
      const { counts } = await countsOf(format, file);
      expect(counts).toEqual({ users, items, events, types, badRowCount: 0, ignoredRowCount });
    },
    TIMEOUT_MS,
  );

  test.each([
    ['diginetica-sessions', 186_670, 906_140, 43_097, 60_858],
    ['tmall-sessions', 65_286, 416_554, 40_727, 25_898],
  ])(
    '%s: sessions and test prefixes',
    async (folder, sessions, events, items, prefixes) => {
      const { log, counts } = await countsOf('sessions', `${folder}/train_sessions.txt.gz`);
      expect(counts).toMatchObject({ users: sessions, events, items, badRowCount: 0 });
      const testSet = await readTestExamples({ file: path.join(DATA, folder, 'test_prefix_label.tsv.gz'), log });
      expect(testSet).toMatchObject({
        rowCount: prefixes,
        badRowCount: 0,
        unknownLabelCount: 0,
        unknownHistoryItemCount: 0,
        emptyHistoryCount: 0,
      });
      expect(testSet.examples.length).toBe(prefixes);
    },
    TIMEOUT_MS,
  );

  test(
    'retailrocket: events and test purchases',
    async () => {
      const { log, counts } = await countsOf('retailrocket', 'retailrocket-multibehavior/events.csv.gz');
      expect(counts).toEqual({
        users: 2_174,
        items: 29_905,
        events: 97_381,
        types: { view_item: 75_374, add_to_cart: 12_456, purchase: 9_551 },
        badRowCount: 0,
        ignoredRowCount: 0,
      });
      expect(log.timestampsMs.reduce((a, b) => Math.min(a, b))).toBe(1_430_623_510_000);
      expect(log.timestampsMs.reduce((a, b) => Math.max(a, b))).toBe(1_442_544_701_000);
      const testSet = await readTestExamples({ file: path.join(DATA, 'retailrocket-multibehavior/test.csv.gz'), log });
      expect(testSet).toMatchObject({ rowCount: 2_174, badRowCount: 0, unknownLabelCount: 211, emptyHistoryCount: 0 });
      const historyLengths = [...testSet.examples].map(({ history }) => history.length);
      expect(Math.max(...historyLengths)).toBe(4_961);
    },
    TIMEOUT_MS,
  );

  // The numbers of examples were counted from the files without this code.
  test.each([
    ['diginetica-sessions', 186_670, 18_667, 69_526],
    ['tmall-sessions', 65_286, 6_529, 61_080],
  ])(
    '%s: the last tenth of the sessions validates',
    async (folder, sessions, validationSessions, examples) => {
      const { log, split, maskHistory } = await datasetOf(folder, 'train_sessions.txt.gz', {
        format: 'sessions',
        test: 'test_prefix_label.tsv.gz',
      });
      expect(split.refit!.length).toBe(sessions);
      expect(split.training.length).toBe(sessions - validationSessions);
      expect(new Set(split.validation.map(({ userId }) => userId)).size).toBe(validationSessions);
      expect(split.validation.length).toBe(examples);
      expect([maskHistory, log.timed]).toEqual([false, false]);
    },
    TIMEOUT_MS,
  );

  test(
    'retailrocket: the last bought item of 1,885 users validates',
    async () => {
      const { split, maskHistory } = await datasetOf('retailrocket-multibehavior', 'events.csv.gz', {
        format: 'retailrocket',
        test: 'test.csv.gz',
      });
      expect([split.validation.length, split.test.length, maskHistory]).toEqual([1_885, 2_174, true]);
      for (const { history, labelRow } of split.validation)
        expect(history.some(({ itemRow }) => itemRow === labelRow)).toBe(false);
    },
    TIMEOUT_MS,
  );

  test(
    'Beauty: attributes',
    async () => {
      const { items: metadata } = await readCatalogueFile({
        file: path.join(DATA, 'amazon-2014-5core/Beauty_item2attributes.json.gz'),
      });
      const total = metadata.reduce((sum, { values }) => sum + values!.length, 0);
      expect((total / metadata.length).toFixed(2)).toBe('3.72');
      const { log, attributes } = await datasetOf('amazon-2014-5core', 'Beauty.txt.gz', {
        format: 'sequences',
        catalogueFile: 'Beauty_item2attributes.json.gz',
      });
      expect(log.itemIds.length).toBe(12_101);
      expect(log.itemIds.slice(0, 3)).toEqual(['1', '2', '3']);
      expect([attributes!.count, attributes!.ids.length, attributes!.offsets.length]).toEqual([637, 45_032, 12_103]);
    },
    TIMEOUT_MS,
  );

  test(
    'JData: category, brand and shop',
    async () => {
      const { log, attributes } = await datasetOf('jdata-micro-behavior', 'train.csv.gz', {
        format: 'jdata',
        catalogueFile: 'items.csv.gz',
      });
      expect(log.itemIds.length).toBeGreaterThanOrEqual(12_971);
      expect([attributes!.count, attributes!.ids.length]).toEqual([2_841, 37_181]);
    },
    TIMEOUT_MS,
  );
});
