import { toAisleError } from '@aisle/core';

/** The ids of a list, or undefined, and a word on the console, where an item has none or the page's own `itemId` fails on one. */
export function readItemIds<T>(items: readonly T[], itemId: (item: T) => unknown = ownItemId): string[] | undefined {
  let problem = 'an item has no item_id; give itemId';
  try {
    const ids = items.map((item: T) => itemId(item));
    if (ids.every((id) => typeof id === 'string' || typeof id === 'number')) return ids.map(String);
  } catch (cause) {
    problem = `itemId failed: ${toAisleError(cause).message}`;
  }
  console.warn(`[aisle] rerank: ${problem}.`);
  return undefined;
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
