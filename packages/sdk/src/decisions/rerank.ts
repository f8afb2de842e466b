import type { RerankReply } from '@aisle/worker';
import type { RerankOptions } from '../api.js';
import { readItemIds, readList } from '../itemIds.js';
import { orderUnpinned, unpinnedPositions } from '../pinned.js';
import type { Decision } from './decision.js';

const DEFAULT_DEADLINE_MS = 100;

export interface OrderedList<T> {
  readonly items: T[];
  readonly ranked: boolean;
}

/** Orders a list by the engine. Pinned items keep their positions and are not sent to the engine. */
export function rerank<T>(
  items: readonly T[],
  options?: RerankOptions<T> | null,
): Decision<RerankReply, OrderedList<T>> {
  // A copy, because the shop may change its array while the engine works. Any iterable counts as a list.
  const list = readList<T>(items);
  const originalItems = list ?? [];
  return {
    options,
    deadlineMs: DEFAULT_DEADLINE_MS,
    fallback: { items: originalItems, ranked: false },
    prepare() {
      const ids = list && readItemIds(list, options?.itemId);
      if (!ids) return 'invalid-items';
      const listPositions = unpinnedPositions(originalItems, options?.pinned);
      const itemIds = listPositions.map((listPosition) => ids[listPosition]!);
      return {
        call: (engine, history) => engine.rerank({ itemIds, ...history }),
        readReply: ({ order }) => ({ items: orderUnpinned(originalItems, listPositions, order!), ranked: true }),
      };
    },
  };
}
