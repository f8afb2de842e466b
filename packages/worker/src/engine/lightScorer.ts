import {
  type Action,
  contextLength,
  type HistoryScores,
  historyScores,
  type ItemMatrix,
  LightEncoder,
  type ScoredRow,
  scoreRows,
  sumScoreParts,
  topK,
} from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Scorer } from './scorer.js';

/** The query of an encoded history, and the score parts that come from the history itself. */
export interface EncodedHistory {
  /** float32 [width] */
  readonly query: Float32Array;
  readonly historyScores: HistoryScores;
}

/** A release on plain arrays. It starts at once and works in every browser. */
export class LightScorer implements Scorer {
  readonly tier: 'light' | 'wasm' = 'light';
  readonly maxResults = Infinity;
  readonly #encoder: LightEncoder;
  /** The encoder's state contains the first `#encodedCount` actions of this array. */
  #actions: readonly Action[] | undefined;
  #encodedCount = 0;
  #encoded: EncodedHistory | undefined;

  constructor(readonly release: Release) {
    this.#encoder = new LightEncoder(release.config, release.values, release.items);
  }

  encode(actions: readonly Action[]): EncodedHistory {
    const { config } = this.release;
    if (actions !== this.#actions) {
      this.forget();
      this.#actions = actions;
      // Earlier actions are outside the encoder's context.
      this.#encodedCount = Math.max(0, actions.length - contextLength(config));
    }
    if (!this.#encoded || this.#encodedCount < actions.length) {
      this.#encoder.advance(actions, this.#encodedCount);
      this.#encodedCount = actions.length;
      this.#encoded = { query: this.#encoder.query(), historyScores: historyScores(config, this.release, actions) };
    }
    return this.#encoded;
  }

  /** The encoder's hidden state after a history that is not empty. @returns float32 [width] */
  state(actions: readonly Action[]): Float32Array {
    this.encode(actions);
    return this.#encoder.state();
  }

  score(actions: readonly Action[], rows: Int32Array): Float32Array {
    return scoreItems(this.encode(actions), this.release.items, rows);
  }

  top(actions: readonly Action[], k: number, excluded: ReadonlySet<number>): ScoredRow[] {
    return topK(scoreItems(this.encode(actions), this.release.items), k, (row) => !excluded.has(row));
  }

  forget(): void {
    this.#encoder.reset();
    this.#actions = undefined;
    this.#encoded = undefined;
  }

  dispose(): void {}
}

/** Scores of an encoded history. @returns float32 [rows.length], or [itemCount + 1] without `rows` */
export function scoreItems(
  { query, historyScores }: EncodedHistory,
  items: ItemMatrix,
  rows?: Int32Array,
): Float32Array {
  const scores = scoreRows(query, items, rows);
  sumScoreParts(scores, historyScores, rows);
  return scores;
}
