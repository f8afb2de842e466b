import { untrainedModel } from '@aisle/model/testing';
import {
  type Example,
  evaluateModel,
  SEQUENCE_TRANSITIONS,
  type Split,
  type TrainingHistory,
} from '@aisle/model/train';
import { beforeAll, expect, test } from 'vitest';
import { useNodeBackend } from '../nodeBackend.js';
import { gainInterval } from './gainInterval.js';
import { qualityFigures } from './qualityFigures.js';

const ITEMS = 12;
const model = untrainedModel(ITEMS);
const actions = (rows: readonly number[]) => rows.map((itemRow) => ({ itemRow, typeIndex: 0, timestampMs: 0 }));
/** Item r has 13 - r events. Item 11 only follows item 12. */
const training: TrainingHistory[] = [
  ...Array.from({ length: ITEMS }, (_, i) =>
    Array.from({ length: ITEMS - i - (i >= 10 ? 1 : 0) }, () => [i + 1]),
  ).flat(),
  [12, 11],
].map((rows) => ({ actions: actions(rows), labelRows: new Int32Array(rows.length) }));
const example = (userId: string, from: number, labelRow: number): Example => ({
  userId,
  history: actions([from]),
  labelRow,
});
const examples = [example('a', 12, 11), example('a', 12, 3), example('b', 1, 3), example('c', 2, 0)];
const figuresOf = (test: readonly Example[]) => {
  const split: Split = { training, validation: [], test };
  return qualityFigures(model, { split, maskHistory: false, transitions: SEQUENCE_TRANSITIONS, target: 'next-item' });
};

beforeAll(useNodeBackend);

test('shares, intervals and groups of the baselines, worked by hand', async () => {
  const figures = (await figuresOf(examples))!;
  expect([figures.examples, figures.units]).toEqual([4, 3]);
  // Item 3 is third of the best sellers, item 11 eleventh. An unknown label is a miss.
  expect(figures.metrics.popularity['hr@10']).toBe(0.5);
  expect(figures.intervals.popularity).toEqual(gainInterval([0, 1, 1, 0], [0, 0, 1, 2]));
  // Item 11 follows item 12; item 3 follows nothing and ties with 10 others: rank 1 + 1 + 10 / 2, and 1 + 11 / 2.
  expect(figures.metrics.transitionTable['hr@10']).toBe(0.75);
  const groups = figures.byItemPopularity.map(({ examples, values }) => [examples, values.popularity]);
  // Events of the labels: none, 2, and 10 twice.
  expect(groups).toEqual([
    [1, 0],
    [1, 0],
    [2, 1],
    [0, 0],
    [0, 0],
  ]);
});

test('the model has the figures of evaluateModel', async () => {
  const figures = (await figuresOf(examples))!;
  const expected = await evaluateModel(model, examples, false);
  expect(figures.metrics.model).toEqual(expected);
  expect(figures.significance.popularity.difference).toBeCloseTo(expected['hr@10']! - 0.5, 12);
});

test('without test examples there are no figures', async () => {
  expect(await figuresOf([])).toBeUndefined();
});
