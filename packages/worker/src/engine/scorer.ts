import type { Action, ScoredRow } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tier } from '../tier.js';

/** Tiers add the same numbers in different orders: some 1e-5 of a logit. A device that computes nonsense is off by far more. */
export const SCORE_TOLERANCE = 1e-3;

/**
 * One release on one tier. The same `actions` array as last time, grown at its end, costs the new actions only.
 */
export interface Scorer {
  readonly release: Release;
  readonly tier: Tier;
  /** `top` serves a k up to it. */
  readonly maxResults: number;
  /**
   * @param actions the history, not empty
   * @param rows embedding rows to score
   * @returns float32 scores (logits), [rows.length]
   */
  score(actions: readonly Action[], rows: Int32Array): Float32Array | Promise<Float32Array>;
  /**
   * The k highest scores of the whole catalogue, highest first, equal ones in row order.
   *
   * @param excluded rows that are no answers
   */
  top(
    actions: readonly Action[],
    k: number,
    excluded: ReadonlySet<number>,
  ): readonly ScoredRow[] | Promise<readonly ScoredRow[]>;
  /** Lets go of what it keeps of a history. */
  forget(): void;
  /** Gives back what it holds outside JavaScript's own memory. */
  dispose(): void;
}
