import type { Decision } from '../decision.js';
import { releaseRow } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface TrendingRequest extends RowRequest {
  /** A category path, the beginning of one, or the last name of one, in any case. Absent for all categories. */
  readonly category?: string;
}

/** Items that sell well, whoever asks. */
export const trending: Decision<TrendingRequest, PredictReply> = (request, context) =>
  releaseRow(request, undefined, context, function* ({ release: { items }, rows, best }) {
    yield best(
      rows,
      Float64Array.from(rows, (row) => items.bias[row]!),
    );
  });
