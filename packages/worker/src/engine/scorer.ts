import type { Action, ScoredRow } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tier } from '../tier.js';

/** Tiers add in different orders, which changes a logit by some 1e-5. The error of a faulty device is far larger. */
export const SCORE_TOLERANCE = 1e-3;

/** One release on one tier. If `actions` is the previous array, extended at its end, only the new actions are encoded. */
export interface Scorer {
  readonly release: Release;
  readonly tier: Tier;
  /** The maximum k of `top`. */
  readonly maxResults: number;
  /**
   * @param actions the history, not empty
   * @param rows embedding rows to score
   * @returns float32 scores (logits), [rows.length]
   */
  score(actions: readonly Action[], rows: Int32Array): Float32Array | Promise<Float32Array>;
  /**
   * The k highest scores of all items, highest first; equal scores are in row order.
   *
   * @param excluded rows that must not be in the result
   */
  top(
    actions: readonly Action[],
    k: number,
    excluded: ReadonlySet<number>,
  ): readonly ScoredRow[] | Promise<readonly ScoredRow[]>;
  /** Drops all data of a history. */
  forget(): void;
  /** Frees memory outside the JavaScript heap. */
  dispose(): void;
}
