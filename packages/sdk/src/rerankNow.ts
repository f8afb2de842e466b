import { orderByRanking, type Arm } from '@aisle/core';
import { readRanking } from '@aisle/tracker';
import type { RerankNowOptions } from './api.js';
import { readItemIds, readList } from './itemIds.js';
import { newResultId } from './resultId.js';
import type { Reason, RerankResult } from './results.js';

/**
 * Orders items at once.
 *
 * @param ranking of the catalogue, where there is one
 * @param refused why it may not be used
 */
export function rerankBy<T>(ranking: string | undefined, items: readonly T[], options?: RerankNowOptions<T> | null, { refused, arm }: { readonly refused?: Reason | undefined; readonly arm?: Arm | undefined } = {}): RerankResult<T> {
  const startedMs = performance.now();
  const list = readList<T>(items);
  const given = list ?? [];
  const ids = list && readItemIds(list, options?.itemId);
  const order = ids && ranking && !refused ? orderByRanking(ranking, ids, (index) => !!options?.pinned?.(given[index]!, index)) : undefined;
  return {
    items: order ? order.map((index) => given[index]!) : given,
    ranked: order !== undefined,
    ...(!order && { reason: refused ?? (!ids ? 'invalid-items' : ranking ? 'unknown-items' : 'no-ranking') }),
    resultId: newResultId(arm),
    durationMs: performance.now() - startedMs,
  };
}

export interface RerankStoredOptions<T> extends RerankNowOptions<T> {
  /** Of the instance that this page is going to make. Default `default`. */
  readonly namespace?: string;
}

/** `rerankNow` before there is an instance: by the ranking that an earlier page left. A shopper who has said no has none. */
export function rerankStored<T>(items: readonly T[], options: RerankStoredOptions<T> = {}): RerankResult<T> {
  return rerankBy(readRanking(options.namespace ?? 'default'), items, options);
}
