import type { TrainingHistory } from './split.js';

/** The actions of many histories as columns. Those of history `h` are entries `offsets[h]` to `offsets[h + 1] - 1`. */
export interface HistoryColumns {
  /** [histories + 1] */
  readonly offsets: Uint32Array;
  /** [actions], embedding rows */
  readonly itemRows: Int32Array;
  /** [actions], indices into ACTION_TYPES */
  readonly typeIndices: Uint8Array;
  /** [actions], milliseconds since the Unix epoch */
  readonly timestampsMs: Float64Array;
}

/** 13 bytes for each action, in the order of the histories. */
export function historyColumns(training: readonly Pick<TrainingHistory, 'actions'>[]): HistoryColumns {
  const offsets = new Uint32Array(training.length + 1);
  training.forEach(({ actions }, h) => (offsets[h + 1] = offsets[h]! + actions.length));
  const total = offsets.at(-1)!;
  const columns = {
    offsets,
    itemRows: new Int32Array(total),
    typeIndices: new Uint8Array(total),
    timestampsMs: new Float64Array(total),
  };
  training.forEach(({ actions }, h) =>
    actions.forEach(({ itemRow, typeIndex, timestampMs }, i) => {
      const entry = offsets[h]! + i;
      columns.itemRows[entry] = itemRow;
      columns.typeIndices[entry] = typeIndex;
      columns.timestampsMs[entry] = timestampMs;
    }),
  );
  return columns;
}
