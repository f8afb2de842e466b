import type { RerankReply } from '@aisle/worker';
import type { RerankOptions } from '../api.js';
import { readItemIds, readList } from '../itemIds.js';
import { freePlaces, orderFreePlaces } from '../pinned.js';
import type { Decision } from './decision.js';

const DEFAULT_DEADLINE_MS = 100;

export interface OrderedList<T> {
  readonly items: T[];
  readonly ranked: boolean;
}

/** Orders a list by the engine. Pinned items keep their places, and the engine is not asked about them. */
export function rerank<T>(
  items: readonly T[],
  options?: RerankOptions<T> | null,
): Decision<RerankReply, OrderedList<T>> {
  // The list as it is now: the shop may change its array while the engine works. Other collections count as lists.
  const list = readList<T>(items);
  const given = list ?? [];
  return {
    options,
    deadlineMs: DEFAULT_DEADLINE_MS,
    unanswered: { items: given, ranked: false },
    prepare() {
      const ids = list && readItemIds(list, options?.itemId);
      if (!ids) return 'invalid-items';
      const places = freePlaces(given, options?.pinned);
      const itemIds = places.map((place) => ids[place]!);
      return {
        request: (engine, history) => engine.rerank({ itemIds, ...history }),
        answer: ({ order }) => ({ items: orderFreePlaces(given, places, order!), ranked: true }),
      };
    },
  };
}
