import { AisleError, EVENT_TYPES } from '@aisle/core';
import type { ModelConfig } from '@aisle/model';
import { leaveOneOut, repeatShare, SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS, type EventLog, type Split } from '@aisle/model/train';
import { badRowPrinter, readEventLog, readHeldOut } from './data/index.js';
import type { Progress } from './progress.js';

/** What to read and how to cut it; the same for `train`, `evaluate` and `replay`, so that they agree on every example. */
export interface DatasetOptions {
  readonly data: string;
  readonly format: string | undefined;
  readonly catalogue: string | undefined;
  /** Held-out examples; where absent, the last decision of every user. */
  readonly test: string | undefined;
  /** Where absent: next-purchase if the log has purchases among other events, else next-item. */
  readonly target: ModelConfig['target'] | undefined;
}

export interface Dataset {
  readonly log: EventLog;
  readonly target: ModelConfig['target'];
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

/**
 * @param itemIds rows to use, from a release; items it does not know are dropped. Where absent, rows follow the files.
 * @throws AisleError as `readEventLog` does, and `data-invalid` for a log that has nothing to do with the release
 */
export async function readDataset(options: DatasetOptions, progress: Progress, itemIds?: readonly string[]): Promise<Dataset> {
  const { data, format, catalogue, test } = options;
  const onBadRow = badRowPrinter((line) => progress.note(line));
  const read = await readEventLog({
    file: data,
    format,
    catalogueFile: catalogue,
    onBadRow,
    onProgress: ({ bytesRead, bytesTotal }) => progress.show(`Reading ${data}`, bytesRead / bytesTotal),
  });
  const log = itemIds ? withRowsOf(read.log, itemIds) : read.log;
  if (log.itemRows.length === 0) {
    throw new AisleError('data-invalid', `${data} names none of the release's ${itemIds?.length} items. Give the log that belongs to the release.`, { data });
  }
  const target = options.target ?? defaultTarget(log);
  const cut = leaveOneOut(log, target, test !== undefined);
  const split = test === undefined ? cut : { ...cut, test: [...(await readHeldOut({ file: test, log, onBadRow })).examples] };
  const number = (value: number) => value.toLocaleString('en');
  const skipped = read.badRowCount > 0 ? `, ${number(read.badRowCount)} malformed rows skipped` : '';
  return {
    log,
    target,
    split,
    maskHistory: repeatShare(cut.training) < MASK_BELOW_REPEAT_SHARE,
    transitions: SESSION_FORMATS.includes(format) ? SESSION_TRANSITIONS : SEQUENCE_TRANSITIONS,
    summary:
      `${number(log.userIds.length)} users, ${number(log.itemIds.length)} items, ${number(log.itemRows.length)} events${skipped}; ` +
      `target ${target}; ${number(split.validation.length)} validation and ${number(split.test.length)} test examples`,
  };
}

function defaultTarget(log: EventLog): ModelConfig['target'] {
  const types = new Set(log.typeIndices);
  return types.has(EVENT_TYPES.indexOf('purchase')) && types.size > 1 ? 'next-purchase' : 'next-item';
}

/** The same log with a release's rows; events of items that the release does not know are left out. */
function withRowsOf(log: EventLog, itemIds: readonly string[]): EventLog {
  const rowOf = new Map(itemIds.map((itemId, i) => [itemId, i + 1]));
  const newRows = log.itemIds.map((itemId) => rowOf.get(itemId) ?? 0);
  const kept: number[] = [];
  const offsets = new Uint32Array(log.offsets.length);
  for (let user = 0; user < log.userIds.length; user++) {
    for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++) if (newRows[log.itemRows[i]! - 1]! > 0) kept.push(i);
    offsets[user + 1] = kept.length;
  }
  return {
    userIds: log.userIds,
    itemIds,
    offsets,
    itemRows: Int32Array.from(kept, (i) => newRows[log.itemRows[i]! - 1]!),
    typeIndices: Uint8Array.from(kept, (i) => log.typeIndices[i]!),
    timestampsMs: Float64Array.from(kept, (i) => log.timestampsMs[i]!),
  };
}
