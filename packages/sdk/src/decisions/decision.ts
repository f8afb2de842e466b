import type { EngineReason, HistoryRequest, Provenance, RemoteEngine, Tier } from '@aisle/worker';
import type { Reason } from '../results.js';

/** Options of every decision. */
export interface DecisionOptions {
  /** Milliseconds from the call. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** The id of the list that shows the result. */
  readonly listId?: string;
}

/** A reply of the engine, with a reason if it has no answer. */
export type EngineReply = Provenance & { readonly reason?: EngineReason };

/** Calls a method of the engine, with the history as the page knows it. */
export type EngineCall<Reply> = (engine: RemoteEngine, history: HistoryRequest) => Promise<Reply>;

/** A call of the engine, and how to read its reply. */
export interface DecisionRequest<Reply extends EngineReply, Answer extends object> {
  readonly call: EngineCall<Reply>;
  /** @param reply a reply without a reason. @returns undefined to call the engine again */
  readonly readReply: (reply: Reply) => Answer | undefined;
}

/** How arguments become a request, and how a reply becomes an answer. Everything else is the same for all decisions. */
export interface Decision<Reply extends EngineReply, Answer extends object> {
  readonly options: DecisionOptions | null | undefined;
  /** Default, milliseconds. */
  readonly deadlineMs: number;
  /** False if the answer does not depend on the history. Then the shop may allow it before consent. Default true. */
  readonly readsHistory?: boolean;
  /** The result without an answer. */
  readonly fallback: Answer;
  /** Reads the arguments; may throw. @returns the request, or the reason for not sending one */
  readonly prepare: () => Reason | DecisionRequest<Reply, Answer>;
}

/** The fields that the pipeline adds to every answer. */
export interface ResultFields {
  readonly resultId: string;
  readonly reason?: Reason;
  readonly release?: string;
  readonly tier?: Tier;
  /** Milliseconds from the call to its result. */
  readonly durationMs: number;
}
