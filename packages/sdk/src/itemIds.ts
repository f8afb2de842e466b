import { toAisleError } from '@aisle/core';

/** The ids of a list, or undefined where it is no list of items, or the page's own `itemId` fails on one. */
export function readItemIds<T>(items: readonly T[], itemId: (item: T) => unknown = ownItemId): string[] | undefined {
  try {
    const ids = items.map((item: T) => itemId(item));
    return ids.every((id) => typeof id === 'string' || typeof id === 'number') ? ids.map(String) : undefined;
  } catch (cause) {
    console.warn(`[aisle] rerank: itemId failed: ${toAisleError(cause).message}`);
    return undefined;
  }
}

function ownItemId(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? (item as { item_id?: unknown }).item_id : item;
}

/** Its members; undefined for what is no collection, or throws when it is read. */
export function readList<T>(found: Iterable<T>): T[] | undefined {
  try {
    return typeof found === 'object' && found !== null ? [...found] : undefined;
  } catch {
    return undefined;
  }
}
