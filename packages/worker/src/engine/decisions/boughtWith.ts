import { lookupTransitions } from '@aisle/model';
import type { Decision } from '../decision.js';
import { releaseRow } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface BoughtWithRequest extends RowRequest {
  readonly itemIds: readonly string[];
}

/** Items that go with these. */
export const boughtWith: Decision<BoughtWithRequest, PredictReply> = (request, context) =>
  releaseRow(request, request.itemIds, context, function* ({ release: { transitions }, givenRows, best }) {
    if (!transitions) return;
    const strengths = lookupTransitions(
      transitions,
      { queryDecay: 1, queryLength: Infinity },
      givenRows.map((itemRow) => ({ itemRow })),
    );
    yield best([...strengths.keys()], [...strengths.values()]);
  });
