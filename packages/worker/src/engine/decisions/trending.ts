import { defaultRules, type Kinds } from '@aisle/model';
import type { Decision } from '../decision.js';
import { type RowSources, releaseRow, type SourceInput } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface TrendingRequest extends RowRequest {
  /**
   * A category path such as `Outdoor > Tents`, its beginning or its end; the case does not matter. Absent for all
   * categories.
   */
  readonly category?: string;
}

/** Items that sell well lately, to all shoppers. */
export const trending: Decision<TrendingRequest, PredictReply> = (request, context) => {
  const { k, category } = request;
  const maxPerKind = category === undefined ? defaultRules(k).maxPerKind : k;
  return releaseRow(request, context, { itemIds: [], maxPerKind }, (input) => {
    if (category === undefined) return sources(input, () => true);
    const { kinds } = input.release;
    const found = kindsOfCategory(kinds, category);
    return found.size === 0 ? undefined : sources(input, (row) => found.has(kinds!.ofRow[row]!));
  });
};

/** What trends, then the items with the highest biases. */
function* sources({ release, allowedRows, best }: SourceInput, isInCategory: (row: number) => boolean): RowSources {
  const { kinds, items } = release;
  const trendingRows = kinds?.trending.filter(isInCategory);
  if (trendingRows)
    yield best(
      trendingRows,
      trendingRows.map((_, rank) => -rank),
    );
  const others = allowedRows().filter(isInCategory);
  yield best(
    others,
    Float32Array.from(others, (row) => items.bias[row]!),
  );
}

function kindsOfCategory(kinds: Kinds | undefined, category: string): ReadonlySet<number> {
  const wanted = normalPath(category);
  const found = new Set<number>();
  kinds?.names.forEach((name, kind) => {
    const path = normalPath(name);
    if (path.startsWith(wanted) || path.endsWith(wanted)) found.add(kind);
  });
  return found;
}

/** Such as `>outdoor>tents>`, so that whole names match. */
const normalPath = (path: string): string =>
  `>${path
    .toLowerCase()
    .replace(/\s*>\s*/g, '>')
    .trim()}>`;
