import { PROBABILITY_CANDIDATES } from '@aisle/model';
import type { EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';
import { orderByScore } from '../orderByScore.js';
import { probabilityOfScores } from '../probabilityOfScores.js';

export interface RerankRequest extends HistoryRequest {
  readonly itemIds: readonly string[];
  /** [itemIds.length], logits that the shop adds to the items' scores. */
  readonly added?: Float32Array;
  /** Whether `added` contains the shop's own order. Otherwise it counts by the release's `config.orderWeight`. */
  readonly hasOrder?: boolean;
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
  const { itemIds, added, hasOrder, withProbabilities } = request;
  return context.withScorer(
    request,
    ({ probability }) => (withProbabilities && probability ? PROBABILITY_CANDIDATES : undefined),
    async (input) => {
      const { scorer, actions, items } = input;
      const { rowOf } = items;
      const known = [...itemIds.keys()].filter((index) => rowOf(itemIds[index]!) !== undefined);
      if (known.length === 0) return undefined;
      const scores = await scorer.score(
        actions,
        Int32Array.from(known, (index) => rowOf(itemIds[index]!)!),
      );
      const { orderWeight = 0 } = hasOrder ? {} : scorer.release.config;
      const sums =
        added || orderWeight > 0
          ? scores.map((score, i) => score + (added?.[known[i]!] ?? 0) - orderWeight * Math.log1p(known[i]!))
          : scores;
      const order = orderByScore(itemIds, rowOf, sums);
      const probabilityOf = withProbabilities && (await probabilityOfScores(input));
      if (!probabilityOf) return { order };
      const probabilities = new Float64Array(itemIds.length).fill(Number.NaN);
      known.forEach((index, i) => (probabilities[index] = probabilityOf(scores[i]!)));
      return { order, probabilities };
    },
  );
};
