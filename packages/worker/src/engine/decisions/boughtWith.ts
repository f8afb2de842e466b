import type { Decision } from '../decision.js';
import { relatedRows } from '../relatedRows.js';
import { type RowSources, releaseRow, type SourceInput } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface BoughtWithRequest extends RowRequest {
  readonly itemIds: readonly string[];
}

/** Several kinds go with an item: a third of the row for one of them leaves room for three. */
const MAX_SHARE_OF_KIND = 1 / 3;

/** Half a million items take seconds, these milliseconds. As many items of a larger kind have enough companions. */
const MAX_ITEMS_OF_KINDS = 10_000;

/** Items that go with these. */
export const boughtWith: Decision<BoughtWithRequest, PredictReply> = (request, context) => {
  const { itemIds, k } = request;
  return releaseRow(
    request,
    context,
    { itemIds, maxPerKind: Math.ceil(k * MAX_SHARE_OF_KIND), hasItems: true },
    (input) =>
      // An empty cart gives an empty row.
      itemIds.length > 0 && input.givenRows.length === 0 ? undefined : sources(input),
  );
};

/** Companions of the items, then those of all items of their kinds. Older releases have transitions only. */
function* sources({ release: { relations, transitions, kinds }, givenRows, best }: SourceInput): RowSources {
  const table = relations?.companions ?? transitions;
  if (!table) return;
  yield best(...relatedRows(table, givenRows));
  if (!kinds) return;
  const givenKinds = new Set(givenRows.map((row) => kinds.ofRow[row]!));
  givenKinds.delete(-1);
  const ofKinds: number[] = [];
  kinds.ofRow.forEach((kind, row) => {
    if (givenKinds.has(kind)) ofKinds.push(row);
  });
  const step = Math.ceil(ofKinds.length / MAX_ITEMS_OF_KINDS);
  yield best(
    ...relatedRows(
      table,
      ofKinds.filter((_, i) => i % step === 0),
    ),
  );
}
