import { itemSimilarity } from '@aisle/model';
import type { Decision } from '../decision.js';
import { relatedRows } from '../relatedRows.js';
import { type RowSources, releaseRow, type SourceInput } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface RelatedRequest extends RowRequest {
  readonly itemId: string;
}

/** Items that could be bought instead of this one. They may all be of its kind, unless the request limits them. */
export const related: Decision<RelatedRequest, PredictReply> = (request, context) =>
  releaseRow(request, context, { itemIds: [request.itemId], maxPerKind: request.k }, (input) =>
    input.givenRows.length === 0 ? undefined : sources(input),
  );

/** Substitutes, then the nearest items of the same kind, then the nearest of all. */
function* sources({ release, givenRows, allowedRows, best }: SourceInput): RowSources {
  const { items, kinds, relations } = release;
  const given = givenRows[0]!;
  const nearest = (of: Int32Array) =>
    best(
      of,
      Float64Array.from(of, (row) => itemSimilarity(items, given, row)),
    );
  if (relations?.substitutes) yield best(...relatedRows(relations.substitutes, givenRows));
  const rows = allowedRows();
  const kind = kinds?.ofRow[given] ?? -1;
  if (kind >= 0) yield nearest(rows.filter((row) => kinds!.ofRow[row] === kind));
  yield nearest(rows);
}
