import { orderByRanking } from '@aisle/core';
import type { RerankNowOptions } from '../api.js';
import { readItems } from '../readItems.js';
import type { Reason } from '../results.js';
import type { OrderedList } from './rerank.js';

/**
 * Orders a list synchronously. Never throws.
 *
 * @param ranking the ranking of all items, if there is one
 * @param refusal why the ranking must not be used
 */
export function rerankNow<T>(
  ranking: string | undefined,
  given: readonly T[],
  options?: RerankNowOptions<T> | null,
  refusal?: Reason,
): OrderedList<T> & { readonly reason?: Reason } {
  const { items, itemIds, pinned, problem } = readItems(given, options);
  if (problem) console.warn(`[aisle] rerankNow: ${problem}.`);
  const order =
    !problem && ranking && !refusal ? orderByRanking(ranking, itemIds, (index) => pinned[index]!) : undefined;
  if (order) return { items: order.map((index) => items[index]!), ranked: true };
  return {
    items,
    ranked: false,
    reason: refusal ?? (problem ? 'invalid-items' : ranking ? 'unknown-items' : 'no-ranking'),
  };
}
