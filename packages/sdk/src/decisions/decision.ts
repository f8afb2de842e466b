import type { EngineReason, HistoryRequest, Provenance, RemoteEngine, Tier } from '@aisle/worker';
import type { Reason } from '../results.js';

/** Options that every decision has. */
export interface DecisionOptions {
  /** Milliseconds from the call. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** The id of the list that shows the result. */
  readonly listId?: string;
}

/** A reply of the engine, with a reason where it has no answer. */
export type EngineReply = Provenance & { readonly reason?: EngineReason };

/** Sends a request about the history as the page knows it. */
export type AskEngine<Reply> = (engine: RemoteEngine, history: HistoryRequest) => Promise<Reply>;

/** What is sent to the engine, and what its reply means. */
export interface Question<Reply extends EngineReply, Answer extends object> {
  readonly request: AskEngine<Reply>;
  /** @param reply one without a reason. @returns undefined to send the request once more */
  readonly answer: (reply: Reply) => Answer | undefined;
}

/**
 * How the page's arguments become a request, and the reply an answer: all that one decision does differently from the
 * others.
 */
export interface Decision<Reply extends EngineReply, Answer extends object> {
  readonly options: DecisionOptions | null | undefined;
  /** The default, milliseconds. */
  readonly deadlineMs: number;
  /** What the page gets if there is no answer. */
  readonly unanswered: Answer;
  /** Reads the arguments, which may throw. @returns why there is nothing to ask, or the question */
  readonly prepare: () => Reason | Question<Reply, Answer>;
}

/** What the pipeline adds to every answer. */
export interface ResultFields {
  readonly resultId: string;
  readonly reason?: Reason;
  readonly release?: string;
  readonly tier?: Tier;
  /** From the call to its settling. */
  readonly durationMs: number;
}
