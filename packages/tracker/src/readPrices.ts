import type { EventInput } from '@aisle/core';
import { parsePrice } from './parsePrice.js';
import type { SourceEvent } from './plugin.js';

/** Converts the prices of an event that are texts. A text that is not one price stays: the validation drops it. */
export function readPrices(event: SourceEvent): EventInput {
  const { items } = event as { readonly items?: unknown };
  if (!Array.isArray(items)) return event as EventInput;
  const read = (item: { readonly price?: unknown } | null | undefined) =>
    typeof item?.price === 'string' ? { ...item, price: parsePrice(item.price) ?? item.price } : item;
  return { ...event, items: items.map(read) } as EventInput;
}
