import type { Exclusions } from '@aisle/core';
import { candidateCount, composeRow, enoughRows, PROBABILITY_CANDIDATES, type ScoredRow } from '@aisle/model';
import type { HistoryRequest } from '../../protocol.js';
import { candidateRanking } from '../candidateRanking.js';
import type { Decision, DecisionInput } from '../decision.js';
import { listedRows } from '../listedRows.js';
import { planRow, type RowPlan } from '../planRow.js';
import { probabilityOfScores } from '../probabilityOfScores.js';
import type { PredictedItem, PredictReply, RowRequest } from '../rowRequest.js';

export interface PredictRequest extends HistoryRequest, RowRequest, Exclusions {
  /** `for-you` (default): what the shopper wants next. `carry-on`: viewed items that were not purchased. */
  readonly kind?: 'for-you' | 'carry-on';
  /** 0: by score alone. 1: items as different as possible. */
  readonly diversity?: number;
  /** Logits that the shop adds to the scores, by item id. */
  readonly boost?: Readonly<Record<string, number>>;
}

/** Composes a row of items for the shopper. */
export const predict: Decision<PredictRequest, PredictReply> = async (request, context) => {
  context.idle.markBusy();
  const { k, kind, candidates, catalogueUrl, boost = {} } = request;
  // Fetched before the history is read, because the request must not depend on the history (docs/concepts/privacy.md).
  const products = catalogueUrl === undefined ? undefined : await context.catalogueFiles.get(catalogueUrl);
  const ranksAll = !candidates && !products && kind !== 'carry-on';
  const reply = await context.withScorer(
    request,
    ({ probability }) =>
      Math.max(ranksAll ? candidateCount(k) : 0, probability ? PROBABILITY_CANDIDATES : 0) || undefined,
    async (input) => {
      const { items } = input;
      const listed = listedRows(candidates, products, items);
      if (listed?.length === 0) return undefined;
      const plan = planRow(request, input, listed);
      const row = composeRow(await findCandidates(input, plan, boost), plan.rules);
      const probabilityOf = await probabilityOfScores(input);
      return {
        items: row.map(({ row, score }): PredictedItem => {
          const item_id = items.itemIdOf(row);
          return {
            item_id,
            score,
            ...(probabilityOf && { probability: probabilityOf(score - (boost[item_id] ?? 0)) }),
            ...(products && { product: products.get(item_id) }),
          };
        }),
      };
    },
  );
  return { items: [], ...reply };
};

/** The items that the row is composed from, best first. */
async function findCandidates(
  input: DecisionInput,
  { rows, excluded, rules }: RowPlan,
  boost: Readonly<Record<string, number>>,
): Promise<readonly ScoredRow[]> {
  const ranking = await candidateRanking(input, rows, boost);
  const count = candidateCount(rules.k);
  const best = await ranking(count, excluded);
  const enough = best.length < count ? undefined : enoughRows(best, rules);
  if (!enough) return best;
  const others = await ranking(count, new Set([...excluded, ...enough]));
  return [...best, ...others].sort((a, b) => b.score - a.score);
}
