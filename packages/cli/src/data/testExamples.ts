import { type Action, isModelled } from '@aisle/model';
import { type ActionColumns, actionAt } from '@aisle/model/train';

/** A test example: which item comes next after this history? */
export interface TestExample {
  readonly userId: string;
  /** The actions that the model reads. */
  readonly history: readonly Action[];
  /** Embedding row of the next item; 0 if the training log does not have it: then every model is wrong. */
  readonly labelRow: number;
}

/** One example as a range of columns of actions: entries `start` to `end - 1`. */
export interface ExampleRange {
  readonly userId: string;
  readonly start: number;
  readonly end: number;
  readonly labelRow: number;
}

/** Test examples over shared columns. Histories are created during iteration, to save memory. */
export class TestExamples implements Iterable<TestExample> {
  readonly #columns: ActionColumns;
  readonly #ranges: readonly ExampleRange[];

  constructor(columns: ActionColumns, ranges: readonly ExampleRange[]) {
    this.#columns = columns;
    this.#ranges = ranges;
  }

  get length(): number {
    return this.#ranges.length;
  }

  *[Symbol.iterator](): Generator<TestExample> {
    for (const { userId, start, end, labelRow } of this.#ranges) {
      const history: Action[] = [];
      for (let i = start; i < end; i++) {
        const action = actionAt(this.#columns, i);
        if (isModelled(action, history[history.length - 1])) history.push(action);
      }
      yield { userId, history, labelRow };
    }
  }
}
