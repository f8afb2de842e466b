import { isModelled } from '@aisle/model';

export interface HistoryEntry {
  readonly itemRow: number;
  readonly typeIndex: number;
  readonly timestampMs: number;
}

/** One question to a model: after this history, which item comes next? */
export interface HeldOutExample {
  readonly userId: string;
  /** What the model reads of the log's events. */
  readonly history: readonly HistoryEntry[];
  /** The embedding row of the answer; 0 where the training log does not know the item, which every model gets wrong. */
  readonly labelRow: number;
}

/** The events that histories are cut from, as in EventLog: [events] each. */
export interface HistoryColumns {
  readonly itemRows: ArrayLike<number>;
  readonly typeIndices: ArrayLike<number>;
  readonly timestampsMs: ArrayLike<number>;
}

/** One example as a cut from HistoryColumns: entries `start` to `end - 1`. */
export interface HeldOutCut {
  readonly userId: string;
  readonly start: number;
  readonly end: number;
  readonly labelRow: number;
}

/** Held-out examples over shared columns; each example's history is made when it is asked for. */
export class HeldOutExamples implements Iterable<HeldOutExample> {
  constructor(
    private readonly columns: HistoryColumns,
    private readonly cuts: readonly HeldOutCut[],
  ) {}

  get length(): number {
    return this.cuts.length;
  }

  *[Symbol.iterator](): Generator<HeldOutExample> {
    const { itemRows, typeIndices, timestampsMs } = this.columns;
    for (const { userId, start, end, labelRow } of this.cuts) {
      const history: HistoryEntry[] = [];
      for (let i = start; i < end; i++) {
        const entry = { itemRow: itemRows[i]!, typeIndex: typeIndices[i]!, timestampMs: timestampsMs[i]! };
        if (isModelled(entry, history[history.length - 1])) history.push(entry);
      }
      yield { userId, history, labelRow };
    }
  }
}
