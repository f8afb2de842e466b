import { ACTION_TYPES, AisleError } from '@aisle/core';
import type { ItemTarget } from '@aisle/model';
import {
  type Categories,
  type ContentKind,
  type EventLog,
  type Example,
  type ItemAttributes,
  lastTenthOfUsers,
  leaveItemOut,
  repeatShare,
  SEQUENCE_TRANSITIONS,
  SESSION_TRANSITIONS,
  type Split,
} from '@aisle/model/train';
import {
  type AskedColumns,
  attributesOfItems,
  badRowPrinter,
  type CatalogueNames,
  categoriesOfItems,
  type DataSummary,
  dataSummary,
  describeImport,
  type NamedSplit,
  readEventLog,
  readTestExamples,
  splitByRule,
  splitterOf,
  type TestExamplesSource,
  type TestFormatName,
  userIdHash,
  vectorsOfItems,
  wordsOfItems,
} from './data/index.js';
import { formatDuration, type Progress } from './progress.js';
import { type ReleaseRows, withRowsOf } from './releaseRows.js';
import { sampleEvenly } from './sampleEvenly.js';
import { peakMemory } from './training/peakMemory.js';

/** The input of `train`, `evaluate` and `replay`. The same options give the same examples in all three. */
export interface DatasetOptions {
  readonly data: string;
  readonly format: string | undefined;
  /** The columns of an export. Default: those of its format. */
  readonly columns?: AskedColumns | undefined;
  /** The items of the orders, for an export of two tables. */
  readonly orderItemsFile?: string | undefined;
  /** File with the key that hashes user ids. Default: a random key. */
  readonly hashKeyFile?: string | undefined;
  readonly catalogueFile: string | undefined;
  /** The catalogue's names for fields. Default: those of its format. */
  readonly catalogueNames?: CatalogueNames | undefined;
  /** File with test examples. Default: `split` creates them. */
  readonly test: string | undefined;
  /** A split of `splitterOf`; not together with `test`. Default: leave-one-out, or another if it gives few examples. */
  readonly split?: string | undefined;
  /** Largest share of malformed rows in each file. Default: 0.01. */
  readonly maxBadShare?: number | undefined;
  /** Default: next-purchase if the log has purchases and other events, else next-item. */
  readonly target: ItemTarget | undefined;
}

/** Whether the training events are exactly those before one date. */
export const isSplitByTime = (split: string | undefined): boolean => split?.startsWith('time:') === true;

export interface Dataset {
  readonly log: EventLog;
  /** Absent without a catalogue file, and if unknown items are dropped. */
  readonly attributes?: ItemAttributes;
  /** Absent if no item has a category. */
  readonly categories?: Categories;
  /** What makes items similar: attributes, words and vectors of the catalogue file, as far as it has them. */
  readonly contentKinds: readonly ContentKind[];
  readonly target: ItemTarget;
  readonly split: Split;
  /** The value of `--split`, or the one that was chosen by rule; absent with a test file. */
  readonly splitName?: string;
  /** Whether rankings exclude the items of the history. */
  readonly maskHistory: boolean;
  readonly transitions: typeof SEQUENCE_TRANSITIONS;
  readonly summary: string;
  /** What the log is worth, as it was read. */
  readonly data: DataSummary;
  /** How the examples are chosen, and how many there are. */
  readonly splitText: string;
}

/**
 * If shoppers rarely return to an item, rankings exclude the items of the history. This is decided by the training
 * examples, with one threshold for all data.
 */
const MASK_BELOW_REPEAT_SHARE = 0.01;

const SESSION_FORMATS: readonly (string | undefined)[] = ['sessions', 'yoochoose', 'jdata'];

/** For each format of a test file, the split that creates validation examples in the way the test examples were created. */
const VALIDATION_BY_TEST_FORMAT: Readonly<
  Record<
    TestFormatName,
    {
      readonly split: (log: EventLog, target: ItemTarget, test: readonly Example[]) => Split;
      readonly text: string;
    }
  >
> = {
  'prefix-label': { split: lastTenthOfUsers, text: 'the last tenth of the sessions validates' },
  'user-item': { split: leaveItemOut, text: "each user's last bought item validates, its events removed" },
};

/** More test examples would not change a figure: its standard error is below .002 already. */
const MAX_TEST_EXAMPLES = 100_000;
/** Shorter times of reading are not reported. */
const LONG_READING_MS = 10_000;

interface ChosenSplit {
  /** A value of `--split`; absent with a test file. */
  readonly name?: string;
  readonly split: Split;
  readonly maskHistory: boolean;
  /** Description for the summary. */
  readonly text: string;
}

const masksHistory = ({ training }: Split) => repeatShare(training) < MASK_BELOW_REPEAT_SHARE;

const namedSplit = ({ name, split }: NamedSplit, why = ''): ChosenSplit => ({
  name,
  split,
  maskHistory: masksHistory(split),
  text: `split ${name}${why}`,
});

/** The default split, with the reason if it is another one than leave-one-out. */
function defaultSplit(log: EventLog, target: ItemTarget): ChosenSplit {
  const chosen = splitByRule(log, target);
  const isUsual = chosen.name === 'leave-one-out';
  return namedSplit(chosen, isUsual ? '' : ', because leave-one-out leaves too few examples or too little to train on');
}

async function splitByTestFile(source: TestExamplesSource, target: ItemTarget): Promise<ChosenSplit> {
  const { file, log } = source;
  const { format, examples } = await readTestExamples(source);
  const { split: splitter, text } = VALIDATION_BY_TEST_FORMAT[format];
  const test = [...examples];
  const split = { ...splitter(log, target, test), test };
  // Files of the user-item format contain only items that are not in the user's history.
  return { split, maskHistory: format === 'user-item' || masksHistory(split), text: `test from ${file}, ${text}` };
}

/**
 * Reads the files of a command and splits the log. With `rows`, items have the rows of a release.
 *
 * @throws AisleError as `readEventLog` and `splitterOf` do; `data-invalid` for a log without items of the release
 */
export async function readDataset(options: DatasetOptions, progress: Progress, rows?: ReleaseRows): Promise<Dataset> {
  const { data, format, columns, catalogueFile, catalogueNames, test, maxBadShare } = options;
  if (test !== undefined && options.split !== undefined) {
    throw new AisleError(
      'invalid-argument',
      `Asked for --split ${options.split} and for --test ${test}, which already defines the split. Remove one of them.`,
    );
  }
  const splitter = options.split === undefined ? undefined : splitterOf(options.split);
  const onBadRow = badRowPrinter((line) => progress.log(line));
  const hashUserId = await userIdHash(options.hashKeyFile);
  const startedMs = performance.now();
  const read = await readEventLog({
    file: data,
    format,
    columns,
    orderItemsFile: options.orderItemsFile,
    hashUserId,
    catalogueFile: rows?.unknownItems === 'drop' ? undefined : catalogueFile,
    catalogueNames,
    maxBadShare,
    onBadRow,
    onFieldProblem: ({ file, line, message }) =>
      progress.log(`${file}:${line}: ${message} Such rows count without the field.`),
    onProgress: ({ bytesRead, bytesTotal }) => progress.update(`Reading ${data}`, bytesRead / bytesTotal),
  });
  const readMs = performance.now() - startedMs;
  const number = (value: number) => Math.round(value).toLocaleString('en');
  if (readMs > LONG_READING_MS)
    progress.log(
      `Read ${number(read.rowCount)} rows in ${formatDuration(readMs)}, ${number((1000 * read.rowCount) / readMs)} a second, ${peakMemory()} of memory`,
    );
  for (const line of [...describeImport(data, read), ...read.catalogueNotes]) progress.log(line);
  const log = rows ? withRowsOf(read.log, rows) : read.log;
  if (log.itemRows.length === 0) {
    throw new AisleError(
      'data-invalid',
      `Asked to read --data ${data}, found none of the release's ${rows?.itemIds.length} items. Give the log of this release.`,
      { data },
    );
  }
  const attributes = read.itemMetadata && attributesOfItems(read.itemMetadata, log.itemIds);
  const words = read.itemMetadata && wordsOfItems(read.itemMetadata, log.itemIds);
  const categories = read.itemMetadata && categoriesOfItems(read.itemMetadata, log.itemIds);
  const vectors = read.itemMetadata && vectorsOfItems(read.itemMetadata, log.itemIds);
  const target = options.target ?? defaultTarget(log);
  const chosen =
    test === undefined
      ? splitter
        ? namedSplit({ name: options.split!, split: splitter(log, target) })
        : defaultSplit(log, target)
      : await splitByTestFile({ file: test, log, hashUserId, onBadRow, maxBadShare }, target);
  const { maskHistory } = chosen;
  const allTests = chosen.split.test.length;
  const split = { ...chosen.split, test: sampleEvenly(chosen.split.test, MAX_TEST_EXAMPLES) };
  const skipped = read.badRowCount > 0 ? `, ${number(read.badRowCount)} malformed rows skipped` : '';
  const drawn = split.test.length < allTests ? `, drawn evenly from ${number(allTests)}` : '';
  const splitText = `${chosen.text}: ${number(split.validation.length)} validation and ${number(split.test.length)} test examples${drawn}`;
  return {
    log,
    data: dataSummary(data, read),
    splitText,
    ...(attributes && { attributes }),
    ...(categories && { categories }),
    contentKinds: [attributes, words, vectors].flatMap((kind) =>
      kind && ('vectors' in kind || kind.ids.length > 0) ? [kind] : [],
    ),
    target,
    split,
    ...(chosen.name !== undefined && { splitName: chosen.name }),
    maskHistory,
    transitions: SESSION_FORMATS.includes(format) ? SESSION_TRANSITIONS : SEQUENCE_TRANSITIONS,
    summary:
      `${number(log.userIds.length)} users, ${number(log.itemIds.length)} items, ${number(log.itemRows.length)} events${skipped}` +
      `${attributes ? `, ${number(attributes.count)} attribute values` : ''}; target ${target}; ${splitText}`,
  };
}

function defaultTarget(log: EventLog): ItemTarget {
  const types = new Set(log.typeIndices);
  return types.has(ACTION_TYPES.indexOf('purchase')) && types.size > 1 ? 'next-purchase' : 'next-item';
}
