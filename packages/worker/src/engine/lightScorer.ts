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

/** What a history asks of the items, and what it says of some of them without the network. */
export interface EncodedHistory {
  /** float32 [width] */
  readonly query: Float32Array;
  readonly historyScores: HistoryScores;
}

/** A release on plain arrays: starts at once, needs nothing but the weights, works wherever JavaScript does. */
export class LightScorer implements Scorer {
  readonly tier: 'light' | 'wasm' = 'light';
  readonly maxResults = Infinity;
  readonly #encoder: LightEncoder;
  /** What the encoder's state holds: this array's first `taken` actions. */
  #actions: readonly Action[] | undefined;
  #encodedCount = 0;
  #encoded: EncodedHistory | undefined;

  constructor(readonly release: Release) {
    this.#encoder = new LightEncoder(release.config, release.values, release.items);
  }

  encode(actions: readonly Action[]): EncodedHistory {
    const { config, transitions } = this.release;
    if (actions !== this.#actions) {
      this.forget();
      this.#actions = actions;
      // Earlier actions cannot reach the last position.
      this.#encodedCount = Math.max(0, actions.length - contextLength(config));
    }
    if (!this.#encoded || this.#encodedCount < actions.length) {
      this.#encoder.advance(actions, this.#encodedCount);
      this.#encodedCount = actions.length;
      this.#encoded = { query: this.#encoder.query(), historyScores: historyScores(config, transitions, actions) };
    }
    return this.#encoded;
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

/** @returns float32 [rows.length], or [itemCount + 1] where `rows` is absent */
export function scoreItems(
  { query, historyScores }: EncodedHistory,
  items: ItemMatrix,
  rows?: Int32Array,
): Float32Array {
  const scores = scoreRows(query, items, rows);
  sumScoreParts(scores, historyScores, rows);
  return scores;
}
