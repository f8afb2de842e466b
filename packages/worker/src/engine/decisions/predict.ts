import { candidateCount, composeRow, enoughRows, PROBABILITY_CANDIDATES, type ScoredRow } from '@aisle/model';
import { bestOfAll } from '../bestOfAll.js';
import { type CandidateRanking, candidateRanking } from '../candidateRanking.js';
import type { Decision } from '../decision.js';
import { listedRows } from '../listedRows.js';
import { planRow, type RowPlan } from '../planRow.js';
import { probabilityOfScores } from '../probabilityOfScores.js';
import { rowReply } from '../rowReply.js';
import type { PredictReply, PredictRequest } from '../rowRequest.js';

/** Composes a row of items for the shopper. */
export const predict: Decision<PredictRequest, PredictReply> = (request, context) => {
  context.idle.markBusy();
  const { k, kind, candidates } = request;
  return rowReply(request, context, (products) => {
    const ranksAll = !candidates && !products && kind !== 'carry-on';
    return context.withScorer(
      request,
      ({ probability }) =>
        Math.max(ranksAll ? candidateCount(k) : 0, probability ? PROBABILITY_CANDIDATES : 0) || undefined,
      async (input) => {
        const listed = listedRows(candidates, products, input.items);
        if (listed?.size === 0) return undefined;
        const plan = planRow(request, input, listed);
        const { boost } = plan;
        const best = bestOfAll(input);
        const ranking = await candidateRanking(input, best, plan.rows, boost);
        const row = composeRow(await findCandidates(ranking, plan), plan.rules);
        // The temperature is that of shoppers with a history.
        const scale = input.actions.length > 0 ? await probabilityOfScores(input, best) : undefined;
        const probabilityOf = scale && ((itemId: string, score: number) => scale(score - (boost.get(itemId) ?? 0)));
        return { row, itemRows: input.items, probabilityOf };
      },
    );
  });
};

/** The items that the row is composed from, best first. */
async function findCandidates(ranking: CandidateRanking, { excluded, rules }: RowPlan): Promise<readonly ScoredRow[]> {
  const count = candidateCount(rules.k);
  const best = await ranking(count, excluded);
  const enough = best.length < count ? undefined : enoughRows(best, rules);
  if (!enough) return best;
  const others = await ranking(count, new Set([...excluded, ...enough]));
  return [...best, ...others].sort((a, b) => b.score - a.score);
}
