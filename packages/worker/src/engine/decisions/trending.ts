import { defaultRules, type Kinds } from '@aisle/model';
import type { Decision } from '../decision.js';
import { type RowSources, releaseRow, type SourceInput } from '../releaseRow.js';
import type { PredictReply, RowRequest } from '../rowRequest.js';

export interface TrendingRequest extends RowRequest {
  /**
   * A category path such as `Outdoor > Tents`, its beginning, or its last name alone; the case does not matter. Absent
   * for all categories.
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
  const wanted = namesOf(category);
  const matches = (path: string) => {
    const names = namesOf(path);
    return wanted.every((name, i) => name === names[i]) || (wanted.length === 1 && wanted[0] === names.at(-1));
  };
  return new Set([...(kinds?.names.keys() ?? [])].filter((kind) => matches(kinds!.names[kind]!)));
}

const namesOf = (path: string): readonly string[] => path.split('>').map((name) => name.trim().toLowerCase());
