import { itemSimilarity } from '@aisle/model';
import type { Decision } from '../decision.js';
import { releaseRow } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface RelatedRequest extends RowRequest {
  readonly itemId: string;
}

/** Items instead of this one: those with the nearest vectors. */
export const related: Decision<RelatedRequest, PredictReply> = (request, context) =>
  releaseRow(request, [request.itemId], context, function* ({ release: { items }, givenRows, rows, best }) {
    yield best(
      rows,
      Float64Array.from(rows, (row) => itemSimilarity(items, givenRows[0]!, row)),
    );
  });
