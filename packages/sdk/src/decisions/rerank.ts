import type { RerankReply } from '@aisle/worker';
import type { RerankOptions } from '../api.js';
import { orderUnpinned, unpinnedPositions } from '../pinned.js';
import { readItems } from '../readItems.js';
import type { Decision } from './decision.js';

const DEFAULT_DEADLINE_MS = 100;

export interface OrderedList<T> {
  readonly items: T[];
  readonly ranked: boolean;
}

/** Orders a list by the engine. Pinned items keep their positions and are not sent to the engine. */
export function rerank<T>(
  given: readonly T[],
  options?: RerankOptions<T> | null,
): Decision<RerankReply, OrderedList<T>> {
  const { items, itemIds, pinned, added, problem } = readItems(given, options);
  return {
    options,
    deadlineMs: DEFAULT_DEADLINE_MS,
    fallback: { items, ranked: false },
    prepare() {
      if (problem) {
        console.warn(`[aisle] rerank: ${problem}.`);
        return 'invalid-items';
      }
      const listPositions = unpinnedPositions(pinned);
      const query = {
        itemIds: listPositions.map((listPosition) => itemIds[listPosition]!),
        ...(options?.orderWeight !== undefined && { hasOrder: true }),
        ...(added && { added: Float32Array.from(listPositions, (listPosition) => added[listPosition]!) }),
      };
      return {
        call: (engine, history) => engine.rerank({ ...query, ...history }),
        readReply: ({ order }) => ({ items: orderUnpinned(items, listPositions, order!), ranked: true }),
      };
    },
  };
}
