import { mapList, toAisleError } from '@aisle/core';

/** Reads the ids of a list. If an item has no id or the shop's `itemId` throws, it logs a warning and returns undefined. */
export function readItemIds<T>(
  items: readonly T[],
  itemId: (item: T) => unknown = defaultItemId,
): string[] | undefined {
  let problem = 'an item has no item_id; pass itemId';
  try {
    const ids = items.map((item: T) => itemId(item));
    if (ids.every((id) => typeof id === 'string' || typeof id === 'number')) return ids.map(String);
  } catch (cause) {
    problem = `itemId failed: ${toAisleError(cause).message}`;
  }
  console.warn(`[aisle] rerank: ${problem}.`);
  return undefined;
}

function defaultItemId(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? (item as { item_id?: unknown }).item_id : item;
}

/** The texts of an iterable. `Array.from` of old libraries ignores its second argument and knows no Set. */
export const readTexts = (found: Iterable<unknown>): string[] => mapList([...found], String);

/** Copies an iterable into an array. Undefined if the value is not iterable, or throws while it is read. */
export function readList<T>(found: Iterable<T>): T[] | undefined {
  try {
    return typeof found === 'object' && found !== null ? [...found] : undefined;
  } catch {
    return undefined;
  }
}
