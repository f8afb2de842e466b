import { type Action, isModelled } from '@aisle/model';
import { type ActionColumns, actionAt } from '@aisle/model/train';

/** One question to a model: after this history, which item comes next? */
export interface TestExample {
  readonly userId: string;
  /** What the model reads of the log's events. */
  readonly history: readonly Action[];
  /** The embedding row of the answer; 0 where the training log does not know the item, which every model gets wrong. */
  readonly labelRow: number;
}

/** One example as a cut from columns of actions: entries `start` to `end - 1`. */
export interface ExampleRange {
  readonly userId: string;
  readonly start: number;
  readonly end: number;
  readonly labelRow: number;
}

/** Held-out examples over shared columns; each example's history is made when it is asked for. */
export class TestExamples implements Iterable<TestExample> {
  readonly #columns: ActionColumns;
  readonly #ranges: readonly ExampleRange[];

  constructor(columns: ActionColumns, cuts: readonly ExampleRange[]) {
    this.#columns = columns;
    this.#ranges = cuts;
  }

  get length(): number {
    return this.#ranges.length;
  }

  *[Symbol.iterator](): Generator<TestExample> {
    for (const { userId, start, end, labelRow } of this.#ranges) {
      const history: Action[] = [];
      for (let i = start; i < end; i++) {
        const entry = actionAt(this.#columns, i);
        if (isModelled(entry, history[history.length - 1])) history.push(entry);
      }
      yield { userId, history, labelRow };
    }
  }
}
