import type { EventItemInput } from '@aisle/core';

/** What the `data-aisle-*` attributes of an item's element say. @param index of the item in its list, from 0 */
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

/** Under which id a `data-aisle-list` is told: the same in every event. */
export function listIdOf(list: Element): string {
  return list.getAttribute('data-aisle-list') || 'list';
}

/** In which currency the prices are that `element` or one around it tells of, as `data-aisle-currency="EUR"` says. */
export function currencyOf(element: Element): { currency?: string } {
  const currency = element.closest('[data-aisle-currency]')?.getAttribute('data-aisle-currency');
  return currency ? { currency } : {};
}
