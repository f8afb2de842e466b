import { orderByRanking } from '@aisle/core';
import type { RerankNowOptions } from '../api.js';
import { readItemIds, readList } from '../itemIds.js';
import type { Reason } from '../results.js';
import type { OrderedList } from './rerank.js';

/**
 * Orders a list synchronously.
 *
 * @param ranking the ranking of all items, if there is one
 * @param refusal why the ranking must not be used
 */
export function rerankNow<T>(
  ranking: string | undefined,
  items: readonly T[],
  options?: RerankNowOptions<T> | null,
  refusal?: Reason,
): OrderedList<T> & { readonly reason?: Reason } {
  const list = readList<T>(items);
  const originalItems = list ?? [];
  const ids = list && readItemIds(list, options?.itemId);
  const order =
    ids && ranking && !refusal
      ? orderByRanking(ranking, ids, (index) => !!options?.pinned?.(originalItems[index]!, index))
      : undefined;
  if (order) return { items: order.map((index) => originalItems[index]!), ranked: true };
  return {
    items: originalItems,
    ranked: false,
    reason: refusal ?? (!ids ? 'invalid-items' : ranking ? 'unknown-items' : 'no-ranking'),
  };
}
