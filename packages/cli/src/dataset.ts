import { ACTION_TYPES, AisleError } from '@aisle/core';
import type { ItemTarget } from '@aisle/model';
import {
  type EventLog,
  type ItemAttributes,
  lastTenthOfUsers,
  leaveItemOut,
  repeatShare,
  SEQUENCE_TRANSITIONS,
  SESSION_TRANSITIONS,
  type Split,
} from '@aisle/model/train';
import {
  type BadRow,
  badRowPrinter,
  attributesOfItems,
  type TestFormatName,
  readEventLog,
  readTestExamples,
  type Splitter,
  splitterOf,
} from './data/index.js';
import type { Progress } from './progress.js';

/** What to read and how to cut it; the same for `train`, `evaluate` and `replay`, so that they agree on every example. */
export interface DatasetOptions {
  readonly data: string;
  readonly format: string | undefined;
  readonly catalogueFile: string | undefined;
  /** Held-out examples; where absent, `split` makes them. */
  readonly test: string | undefined;
  /** `leave-one-out` (the default), `last-session` or `time:DATE`; not together with `test`. */
  readonly split?: string | undefined;
  /** Where absent: next-purchase if the log has purchases among other events, else next-item. */
  readonly target: ItemTarget | undefined;
}

/** The rows of a release's items, which a log is given in place of its own. */
export interface ReleaseRows {
  readonly itemIds: readonly string[];
  /** `drop`: events of items that the release does not know are left out. `append`: such items get rows behind the release's. */
  readonly unknownItems: 'drop' | 'append';
}

/** Whether everything before one moment is trained on, and nothing after it. */
export const isSplitByTime = (split: string | undefined): boolean => split?.startsWith('time:') === true;

export interface Dataset {
  readonly log: EventLog;
  /** What the catalogue says of the log's rows; absent without one, and where items that a release does not know are dropped. */
  readonly attributes?: ItemAttributes;
  readonly target: ItemTarget;
  readonly split: Split;
  /** Whether rankings leave out the items of the history. */
  readonly maskHistory: boolean;
  readonly transitions: typeof SEQUENCE_TRANSITIONS;
  readonly summary: string;
}

/**
 * A shop whose shoppers hardly ever come back to an item is ranked without the items of the history; decided on the
 * training part, by one rule for all data.
 */
const MASK_BELOW_REPEAT_SHARE = 0.01;

const SESSION_FORMATS: readonly (string | undefined)[] = ['sessions', 'yoochoose', 'jdata'];

/** How a test file's form has the validation made: as the test itself was. */
const VALIDATION_BY_TEST_FORMAT: Readonly<Record<TestFormatName, { readonly split: Splitter; readonly text: string }>> = {
  'prefix-label': { split: lastTenthOfUsers, text: 'the last tenth of the sessions validates' },
  'user-item': { split: leaveItemOut, text: "each user's last bought item validates, its events removed" },
};

interface ChosenSplit {
  readonly split: Split;
  readonly maskHistory: boolean;
  /** For the summary. */
  readonly text: string;
}

const masksHistory = ({ training }: Split) => repeatShare(training) < MASK_BELOW_REPEAT_SHARE;

const splitByOption = (asked: string, split: Split): ChosenSplit => ({
  split,
  maskHistory: masksHistory(split),
  text: `split ${asked}`,
});

async function splitByTestFile(
  file: string,
  log: EventLog,
  target: ItemTarget,
  onBadRow: (row: BadRow) => void,
): Promise<ChosenSplit> {
  const { format, examples } = await readTestExamples({ file, log, onBadRow });
  const { split: splitter, text } = VALIDATION_BY_TEST_FORMAT[format];
  const split = { ...splitter(log, target), test: [...examples] };
  // The answers of the user-item form are items that the user's log does not hold, by how such files are made.
  return { split, maskHistory: format === 'user-item' || masksHistory(split), text: `test from ${file}, ${text}` };
}

/**
 * @param rows a release's; where absent, rows follow the files
 * @throws AisleError as `readEventLog` does, `invalid-argument` for a split that is unknown or that the log does not
 *   allow, and `data-invalid` for a log that has nothing to do with the release
 */
export async function readDataset(options: DatasetOptions, progress: Progress, rows?: ReleaseRows): Promise<Dataset> {
  const { data, format, catalogueFile, test } = options;
  if (test !== undefined && options.split !== undefined) {
    throw new AisleError(
      'invalid-argument',
      `Asked for --split ${options.split} and for --test ${test}, which is a split of its own. Leave one of them out.`,
    );
  }
  const askedSplit = options.split ?? 'leave-one-out';
  const splitter = splitterOf(askedSplit);
  const onBadRow = badRowPrinter((line) => progress.log(line));
  const read = await readEventLog({
    file: data,
    format,
    catalogueFile: rows?.unknownItems === 'drop' ? undefined : catalogueFile,
    onBadRow,
    onProgress: ({ bytesRead, bytesTotal }) => progress.update(`Reading ${data}`, bytesRead / bytesTotal),
  });
  const log = rows ? withRowsOf(read.log, rows) : read.log;
  if (log.itemRows.length === 0) {
    throw new AisleError(
      'data-invalid',
      `${data} names none of the release's ${rows?.itemIds.length} items. Give the log that belongs to the release.`,
      { data },
    );
  }
  const attributes = read.itemMetadata && attributesOfItems(read.itemMetadata, log.itemIds);
  const target = options.target ?? defaultTarget(log);
  const cut =
    test === undefined
      ? splitByOption(askedSplit, splitter(log, target))
      : await splitByTestFile(test, log, target, onBadRow);
  const { split, maskHistory } = cut;
  const number = (value: number) => value.toLocaleString('en');
  const skipped = read.badRowCount > 0 ? `, ${number(read.badRowCount)} malformed rows skipped` : '';
  return {
    log,
    ...(attributes && { attributes }),
    target,
    split,
    maskHistory,
    transitions: SESSION_FORMATS.includes(format) ? SESSION_TRANSITIONS : SEQUENCE_TRANSITIONS,
    summary:
      `${number(log.userIds.length)} users, ${number(log.itemIds.length)} items, ${number(log.itemRows.length)} events${skipped}` +
      `${attributes ? `, ${number(attributes.count)} attribute values` : ''}; target ${target}; ` +
      `${cut.text}: ${number(split.validation.length)} validation and ${number(split.test.length)} test examples`,
  };
}

function defaultTarget(log: EventLog): ItemTarget {
  const types = new Set(log.typeIndices);
  return types.has(ACTION_TYPES.indexOf('purchase')) && types.size > 1 ? 'next-purchase' : 'next-item';
}

/** The same log with a release's rows, in which items may be that the log does not have. */
function withRowsOf(log: EventLog, rows: ReleaseRows): EventLog {
  const known = new Set(rows.itemIds);
  const itemIds =
    rows.unknownItems === 'drop'
      ? rows.itemIds
      : [...rows.itemIds, ...log.itemIds.filter((itemId) => !known.has(itemId))];
  const rowOf = new Map(itemIds.map((itemId, i) => [itemId, i + 1]));
  const newRows = log.itemIds.map((itemId) => rowOf.get(itemId) ?? 0);
  const kept: number[] = [];
  const offsets = new Uint32Array(log.offsets.length);
  for (let user = 0; user < log.userIds.length; user++) {
    for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++)
      if (newRows[log.itemRows[i]! - 1]! > 0) kept.push(i);
    offsets[user + 1] = kept.length;
  }
  return {
    userIds: log.userIds,
    itemIds,
    offsets,
    itemRows: Int32Array.from(kept, (i) => newRows[log.itemRows[i]! - 1]!),
    typeIndices: Uint8Array.from(kept, (i) => log.typeIndices[i]!),
    timestampsMs: Float64Array.from(kept, (i) => log.timestampsMs[i]!),
    listIndices: Int16Array.from(kept, (i) => log.listIndices[i]!),
    timed: log.timed,
  };
}
