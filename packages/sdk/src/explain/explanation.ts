import type { ExplainedEvent } from '@aisle/worker';
import type { QueryReason } from '../decisions/request.js';

/** What one cause adds to one part of an item's score. */
export interface ExplanationRow {
  /**
   * An event of this device's history: what the part owes to it. `together`: what the events add to the network only in
   * combination. `popularity`: what the item has for every history.
   */
  readonly cause: ExplainedEvent | 'together' | 'popularity';
  /** The part of the score (docs/concepts/explanations.md). */
  readonly part: string;
  /** In logits. Below 0 if it moves the item down. */
  readonly contribution: number;
}

export interface Explanation {
  readonly item_id: string;
  /** The item's score, a logit, without what the shop adds to it. */
  readonly score: number;
  /** The largest contribution first, of either sign. They add up to the score within 0.001. */
  readonly rows: readonly ExplanationRow[];
  /** Names the events that moved the item up most. Absent if no event moved it up. */
  readonly sentence?: string;
}

export interface ExplainResult {
  /** In the given order, without items that the release does not know. Empty if there is a reason. */
  readonly items: readonly Explanation[];
  readonly reason?: QueryReason;
  /** The release that answered. */
  readonly release?: string;
  /** Time from the call to its result, in milliseconds. */
  readonly durationMs: number;
}
