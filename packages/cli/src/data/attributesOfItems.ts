import type { ItemAttributes } from '@aisle/model/train';
import type { ItemMetadata } from './itemMetadata.js';

const PRICE_BANDS = 10;

/** The item `shoes > boots` belongs to `shoes` and to `shoes > boots`. */
function categories(path: string | undefined): string[] {
  const names = (path ?? '')
    .split('>')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.map((_, depth) => names.slice(0, depth + 1).join(' > '));
}

/** Price bands 0 to 9 by the share of priced items that are cheaper. Equal prices share a band. */
function bandOfPrice(itemMetadata: readonly ItemMetadata[]): ReadonlyMap<number, number> {
  const prices = itemMetadata.flatMap(({ price }) => (price === undefined ? [] : [price])).sort((a, b) => a - b);
  const bands = new Map<number, number>();
  prices.forEach((price, cheaper) => {
    if (!bands.has(price)) bands.set(price, Math.floor((PRICE_BANDS * cheaper) / prices.length));
  });
  return bands;
}

/**
 * The attribute values of each item: each prefix of its category path, brand, shop, price band, and unnamed values. A
 * value of only one item is dropped, because it adds nothing to the item's id.
 *
 * @param itemIds row r is that of `itemIds[r - 1]`
 */
export function attributesOfItems(itemMetadata: readonly ItemMetadata[], itemIds: readonly string[]): ItemAttributes {
  const bands = bandOfPrice(itemMetadata);
  // The prefix distinguishes a brand from a shop of the same name.
  const valuesOf = ({ category, brand, shop, price, values = [] }: ItemMetadata): ReadonlySet<string> =>
    new Set([
      ...categories(category).map((path) => `category ${path}`),
      ...(brand === undefined ? [] : [`brand ${brand}`]),
      ...(shop === undefined ? [] : [`shop ${shop}`]),
      ...(price === undefined ? [] : [`price ${bands.get(price)}`]),
      ...values.map((value) => `value ${value}`),
    ]);
  const valuesOfItem = new Map<string, ReadonlySet<string>>(itemMetadata.map((item) => [item.itemId, valuesOf(item)]));

  const itemCounts = new Map<string, number>();
  for (const itemId of itemIds) {
    for (const value of valuesOfItem.get(itemId) ?? []) itemCounts.set(value, (itemCounts.get(value) ?? 0) + 1);
  }
  const shared = [...itemCounts].flatMap(([value, count]) => (count > 1 ? [value] : []));
  const idOfValue = new Map(shared.map((value, id) => [value, id]));

  const offsets = new Uint32Array(itemIds.length + 2);
  const ids: number[] = [];
  itemIds.forEach((itemId, i) => {
    for (const value of valuesOfItem.get(itemId) ?? []) {
      const id = idOfValue.get(value);
      if (id !== undefined) ids.push(id);
    }
    offsets[i + 2] = ids.length;
  });
  return { count: idOfValue.size, offsets, ids: Int32Array.from(ids) };
}
