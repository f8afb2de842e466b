import type { Categories } from '@aisle/model/train';
import type { ItemMetadata } from './itemMetadata.js';

/** A release stores no longer names. */
const MAX_NAME_LENGTH = 300;

/** `shoes>boots` and `shoes > boots ` are one category. */
const pathOf = (category: string) =>
  category
    .split('>')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .join(' > ')
    .slice(0, MAX_NAME_LENGTH);

/**
 * The category of each item, by its whole path.
 *
 * @param itemIds row r is that of `itemIds[r - 1]`
 * @returns undefined if no item has a category
 */
export function categoriesOfItems(
  itemMetadata: readonly ItemMetadata[],
  itemIds: readonly string[],
): Categories | undefined {
  const pathOfItem = new Map<string, string>(
    itemMetadata.map(({ itemId, category }) => [itemId, pathOf(category ?? '')]),
  );
  const idOfPath = new Map<string, number>();
  const ofRow = Int32Array.from([undefined, ...itemIds], (itemId) => {
    const path = itemId && pathOfItem.get(itemId);
    if (!path) return -1;
    const id = idOfPath.get(path) ?? idOfPath.size;
    idOfPath.set(path, id);
    return id;
  });
  return idOfPath.size > 0 ? { names: [...idOfPath.keys()], ofRow } : undefined;
}
