import type { EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';
import { orderByScore } from '../orderByScore.js';

export interface RerankRequest extends HistoryRequest {
  readonly itemIds: readonly string[];
}

export interface RerankReply extends Provenance {
  /** A permutation of the request's indices, best first; absent if there is a reason. */
  readonly order?: Uint32Array;
  readonly reason?: EngineReason;
}

/** Orders a list for the shopper. */
export const rerank: Decision<RerankRequest, RerankReply> = (request, context) => {
  context.idle.markBusy();
  const { itemIds } = request;
  return context.withScorer(
    request,
    () => undefined,
    async ({ scorer, actions, items: { rowOf } }) => {
      const rows = Int32Array.from(itemIds.flatMap((itemId) => rowOf(itemId) ?? []));
      return rows.length === 0 ? undefined : { order: orderByScore(itemIds, rowOf, await scorer.score(actions, rows)) };
    },
  );
};
