import { contextsOf, type EventLog } from '@aisle/model/train';

/** The item rows of a release. They replace those of a log. */
export interface ReleaseRows {
  readonly itemIds: readonly string[];
  /** For items that are not in the release. `drop`: their events are dropped. `append`: they get rows after the release's. */
  readonly unknownItems: 'drop' | 'append';
}

/** The same log with the rows of a release, which may contain items that are not in the log. */
export function withRowsOf(log: EventLog, rows: ReleaseRows): EventLog {
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
    contexts: contextsOf(log.contexts, kept),
    timed: log.timed,
  };
}
