import type { EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';
import { orderByScore } from '../orderByScore.js';

export interface RerankRequest extends HistoryRequest {
  readonly itemIds: readonly string[];
  /** [itemIds.length], logits that the shop adds to the items' scores. */
  readonly added?: Float32Array;
  /** Whether the reply contains probabilities, for which the engine ranks all items of the release. */
  readonly withProbabilities?: boolean;
}

export interface RerankReply extends Provenance {
  /** A permutation of the request's indices, best first; absent if there is a reason. */
  readonly order?: Uint32Array;
  /**
   * [itemIds.length], 0 to 1 by the model alone, NaN for unknown items. Absent unless requested, and if the release has
   * no `config.probability`.
   */
  readonly probabilities?: Float64Array;
  readonly reason?: EngineReason;
}

/** Orders a list for the shopper. */
export const rerank: Decision<RerankRequest, RerankReply> = (request, context) => {
  context.idle.markBusy();
  const { itemIds, added } = request;
  return context.withScorer(
    request,
    () => undefined,
    async ({ scorer, actions, items: { rowOf } }) => {
      const rows: number[] = [];
      const addedToRows: number[] = [];
      itemIds.forEach((itemId, i) => {
        const row = rowOf(itemId);
        if (row === undefined) return;
        rows.push(row);
        addedToRows.push(added?.[i] ?? 0);
      });
      if (rows.length === 0) return undefined;
      const scores = await scorer.score(actions, Int32Array.from(rows));
      return {
        order: orderByScore(
          itemIds,
          rowOf,
          scores.map((score, i) => score + addedToRows[i]!),
        ),
      };
    },
  );
};
