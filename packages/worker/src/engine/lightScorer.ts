import {
  type Action,
  contextLength,
  type HistoryScores,
  historyScores,
  type ItemTable,
  LightEncoder,
  type ScoredRow,
  scoreRows,
  sumScoreParts,
  topK,
} from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Scorer } from './scorer.js';

/** What a history asks of the items, and what it says of some of them without the network. */
export interface Question {
  /** float32 [width] */
  readonly query: Float32Array;
  readonly historyScores: HistoryScores;
}

/** A release on plain arrays: starts at once, needs nothing but the weights, works wherever JavaScript does. */
export class LightScorer implements Scorer {
  readonly tier: 'light' | 'wasm' = 'light';
  readonly mostResults = Infinity;
  readonly #encoder: LightEncoder;
  /** What the encoder's state holds: this array's first `taken` actions. */
  #actions: readonly Action[] | undefined;
  #taken = 0;
  #question: Question | undefined;

  constructor(readonly release: Release) {
    this.#encoder = new LightEncoder(release.config, release.values, release.items);
  }

  ask(actions: readonly Action[]): Question {
    const { config, memory } = this.release;
    if (actions !== this.#actions) {
      this.forget();
      this.#actions = actions;
      // Earlier actions cannot reach the last position.
      this.#taken = Math.max(0, actions.length - contextLength(config));
    }
    if (!this.#question || this.#taken < actions.length) {
      this.#encoder.advance(actions, this.#taken);
      this.#taken = actions.length;
      this.#question = { query: this.#encoder.query(), historyScores: historyScores(config, memory, actions) };
    }
    return this.#question;
  }

  score(actions: readonly Action[], rows: Int32Array): Float32Array {
    return scoreAsked(this.ask(actions), this.release.items, rows);
  }

  top(actions: readonly Action[], k: number, leftOut: ReadonlySet<number>): ScoredRow[] {
    return topK(scoreAsked(this.ask(actions), this.release.items), k, (row) => !leftOut.has(row));
  }

  forget(): void {
    this.#encoder.reset();
    this.#actions = undefined;
    this.#question = undefined;
  }

  dispose(): void {}
}

/** @returns float32 [rows.length], or [itemCount + 1] where `rows` is absent */
export function scoreAsked({ query, historyScores }: Question, items: ItemTable, rows?: Int32Array): Float32Array {
  const scores = scoreRows(query, items, rows);
  sumScoreParts(scores, historyScores, rows);
  return scores;
}
