import type { EventItemInput } from '@aisle/core';

/** Reads an item from the `data-aisle-*` attributes of its element. @param index of the item in its list, from 0 */
export function readItem(element: Element, index?: number): EventItemInput {
  const item: EventItemInput = { item_id: element.getAttribute('data-aisle-item') ?? '' };
  for (const name of ['name', 'brand', 'category'] as const) {
    const value = element.getAttribute(`data-aisle-${name}`);
    if (value) item[`item_${name}`] = value;
  }
  for (const name of ['price', 'quantity'] as const) {
    const value = element.getAttribute(`data-aisle-${name}`);
    if (value) item[name] = Number(value);
  }
  if (index !== undefined) item.index = index;
  return item;
}

/** The list id that events of a `data-aisle-list` element contain. */
export function listIdOf(list: Element): string {
  return list.getAttribute('data-aisle-list') || 'list';
}

/** The currency of the element's prices: `data-aisle-currency` of the element or its closest ancestor. */
export function currencyOf(element: Element): { currency?: string } {
  const currency = element.closest('[data-aisle-currency]')?.getAttribute('data-aisle-currency');
  return currency ? { currency } : {};
}
