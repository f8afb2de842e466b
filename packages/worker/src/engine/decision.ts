import type { TrackedEvent } from '@aisle/core';
import type { Action } from '@aisle/model';
import type { EngineReason, HistoryRequest, Provenance } from '../protocol.js';
import type { CatalogueFiles } from './catalogueFile.js';
import type { Idle } from './idle.js';
import type { ItemRows } from './itemRows.js';
import type { Outcomes } from './outcomes.js';
import type { Scorer } from './scorer.js';

/**
 * A question that the engine answers: request, history, scorer → reply. One file each in `decisions/`, listed in its
 * index. May throw an AisleError.
 */
export type Decision<Request extends HistoryRequest, Reply> = (
  request: Request,
  context: DecisionContext,
) => Promise<Reply>;

/** What a scorer is asked about. */
export interface DecisionInput {
  readonly scorer: Scorer;
  readonly items: ItemRows;
  /** The history as the model reads it, oldest first; not empty. */
  readonly actions: readonly Action[];
  /** The same history as events, oldest first. */
  readonly events: readonly TrackedEvent[];
}

/** An answer or the reason for having none, with what answered. */
export type Answered<Answer> = Provenance & (Answer | { readonly reason: EngineReason });

/** What a decision may use. */
export interface DecisionContext {
  readonly idle: Idle;
  readonly catalogueFiles: CatalogueFiles;
  readonly outcomes: Outcomes;
  /** Resolves when the model can answer, or is known to be missing. Never rejects. */
  readonly ready: Promise<void>;
  /**
   * Brings the history up to date, takes the scorer and asks it. If a backend fails meanwhile, asks again on the scorer
   * that serves then.
   *
   * @param maxResults how many of the whole catalogue are asked for; undefined for the items of a list
   * @param ask returns undefined if the release does not know any of the items
   */
  withScorer<Answer extends object>(
    request: HistoryRequest,
    maxResults: (itemCount: number) => number | undefined,
    ask: (input: DecisionInput) => Promise<Answer | undefined> | Answer | undefined,
  ): Promise<Answered<Answer>>;
}
