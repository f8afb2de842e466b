import {
  contains,
  type EventType,
  isRecord,
  MAX_ITEMS_PER_EVENT,
  PROMOTION_FIELDS,
  type PromotionFields,
  TYPES_WITH_OPTIONAL_ITEMS,
} from '@aisle/core';
import type { SourceEvent, SourceItem } from '../plugin.js';

/**
 * Trims texts and converts numbers, because ids can be numbers. Other values stay: `parseEvent` drops and counts them.
 */
export function lenientText(found: unknown): unknown {
  if (typeof found === 'string') return found.trim();
  return Number.isFinite(found) ? String(found) : found;
}

/** Reads a count that is written as text: "2", "1.0000". */
const lenientCount = (found: unknown) =>
  typeof found === 'string' && found.trim() ? Number(found.replace(',', '.')) : found;

/** The GA4 fields of an item, as `parseEvent` expects them if they can be read. */
function lenientItem(found: unknown): unknown {
  if (!isRecord(found)) return found;
  return {
    item_id: lenientText(found.item_id ?? found.id),
    item_name: lenientText(found.item_name),
    item_brand: lenientText(found.item_brand),
    item_category: lenientText(found.item_category),
    price: found.price,
    quantity: lenientCount(found.quantity),
    index: lenientCount(found.index),
  };
}

interface LenientFields extends Readonly<Partial<Record<keyof PromotionFields, unknown>>> {
  readonly currency?: unknown;
  readonly transaction_id?: unknown;
  readonly item_list_id?: unknown;
  readonly result_id?: unknown;
}

/** An event of these items, which is not validated. Undefined without items, if its type needs them. */
export function lenientEvent(
  type: Exclude<EventType, 'search' | 'user_engagement'>,
  items: unknown,
  more: LenientFields = {},
): SourceEvent | undefined {
  // One more than is recorded, so that `parseEvent` counts the others.
  const given: unknown[] = Array.isArray(items) ? items.slice(0, MAX_ITEMS_PER_EVENT + 1) : [];
  if (given.length === 0 && !contains(TYPES_WITH_OPTIONAL_ITEMS, type)) return undefined;
  // GA4 defines the currency on the event. Some shops set it on each item.
  const currency = lenientText(more.currency ?? given.find(isRecord)?.currency);
  return {
    type,
    // What is not a list is not a missing list, which would refund a whole order.
    items: (given.length > 0 ? given.map(lenientItem) : Array.isArray(items) ? undefined : items) as SourceItem[],
    currency: typeof currency === 'string' ? currency.toUpperCase() : currency,
    result_id: lenientText(more.result_id),
    transaction_id: lenientText(more.transaction_id),
    item_list_id: lenientText(more.item_list_id),
    ...Object.fromEntries(PROMOTION_FIELDS.map((field) => [field, lenientText(more[field])])),
  } as SourceEvent;
}
