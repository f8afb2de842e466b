import type { Action } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tier } from '../protocol.js';

/** One release on one tier. */
export interface Scorer {
  readonly release: Release;
  readonly tier: Tier;
  /**
   * @param actions the history, not empty; the same array as last time, grown at its end, costs the new actions only
   * @param rows to score; absent means all
   * @returns float32 scores (logits), [rows.length] or [itemCount + 1]
   */
  score(actions: readonly Action[], rows?: Int32Array): Float32Array | Promise<Float32Array>;
  /** Lets go of what it keeps of a history. */
  forget(): void;
}
