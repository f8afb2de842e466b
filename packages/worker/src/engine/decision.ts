import type { TrackedEvent } from '@aisle/core';
import type { Action, ModelConfig } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { EngineReason, HistoryRequest, Provenance, VisitRequest } from '../protocol.js';
import type { CatalogueFiles } from './catalogueFile.js';
import type { Idle } from './idle.js';
import type { ItemRows } from './itemRows.js';
import type { LightScorer } from './lightScorer.js';
import type { Outcomes } from './outcomes.js';
import type { Scorer } from './scorer.js';

/**
 * A method of the engine that answers a request with a reply. Each is one file in `decisions/`, listed in its index. A
 * request that reads the history extends HistoryRequest. A decision can throw an AisleError.
 */
export type Decision<Request extends object, Reply> = (request: Request, context: DecisionContext) => Promise<Reply>;

/** The input of a computation without a history. */
export interface ReleaseInput {
  readonly release: Release;
  readonly items: ItemRows;
}

/** The part of a scorer that a decision uses. */
export type DecisionScorer = Pick<Scorer, 'release' | 'score' | 'top'>;

/** The input of a decision's computation. */
export interface DecisionInput {
  readonly scorer: DecisionScorer;
  /** Encodes the history for heads over the session and for explanations. */
  readonly light: Pick<LightScorer, 'encode' | 'forget' | 'release' | 'score' | 'state'>;
  /** The random id of the history. It never leaves the device. */
  readonly historyId: string;
  /** The channel's correction of the season for this release, in logits (`PointerRelease`). */
  readonly intentIntercept: number;
  readonly items: ItemRows;
  /** The history as the model reads it, oldest first. Empty only for a request with `visit`. */
  readonly actions: readonly Action[];
  /** The same history as events, oldest first. */
  readonly events: readonly TrackedEvent[];
}

/** The input of a computation on the history as it is, which may have no event. */
export interface HistoryInput {
  readonly release: Release;
  /** The random id of the history. It never leaves the device. */
  readonly historyId: string;
  /** Oldest first. */
  readonly events: readonly TrackedEvent[];
}

/** An answer or the reason for its absence, with its provenance. */
export type Answered<Answer> = Provenance & (Answer | { readonly reason: EngineReason });

/** The services that a decision can use. */
export interface DecisionContext {
  readonly idle: Idle;
  readonly catalogueFiles: CatalogueFiles;
  readonly outcomes: Outcomes;
  /** Resolves when a release is in use, or loading it has failed. Never rejects. */
  readonly ready: Promise<void>;
  /**
   * Updates the history, chooses a scorer and runs `compute` on it. If a backend fails, `compute` runs again on the
   * scorer that replaces it. With `visit`, a release that knows what new shoppers choose also answers without a history.
   *
   * @param maxResults The number of results from all items of a release. Undefined for the items of a list.
   * @param compute Returns undefined if the release knows none of the items
   */
  withScorer<Answer extends object>(
    request: VisitRequest,
    maxResults: (config: ModelConfig) => number | undefined,
    compute: (input: DecisionInput) => Promise<Answer | undefined> | Answer | undefined,
  ): Promise<Answered<Answer>>;
  /** Updates the history and runs `compute` on it, also if it has no event. */
  withHistory<Answer extends object>(
    request: HistoryRequest,
    compute: (input: HistoryInput) => Answer | { readonly reason: EngineReason },
  ): Promise<Answered<Answer>>;
  /**
   * Runs `compute` on the release alone, also if the engine reads no history.
   *
   * @param compute Returns undefined if the release knows none of the items
   */
  withRelease<Answer extends object>(compute: (input: ReleaseInput) => Answer | undefined): Promise<Answered<Answer>>;
}
