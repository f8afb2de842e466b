import { type ActionType, MAX_ITEMS_PER_EVENT } from '@aisle/core';
import { isRecord } from '../dataLayer.js';
import type { SourceEvent, SourceItem } from '../plugin.js';

/** Reads a count, also written as text: 2, "2", "1.0000". @returns undefined if it is below 0 or not a number */
function lenientCount(found: unknown): number | undefined {
  const count = typeof found === 'string' && found.trim() ? Number(found.replace(',', '.')) : found;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? Math.floor(count) : undefined;
}

/** Reads a text and truncates it to 200 characters, because data for other tools can be longer. */
export function lenientText(found: unknown): string | undefined {
  if (typeof found !== 'string' && !Number.isFinite(found)) return undefined;
  return String(found).slice(0, 1_000).trim().slice(0, 200) || undefined;
}

/** The readable GA4 fields of an item. Undefined without an id. */
export function lenientItem(found: unknown): SourceItem | undefined {
  if (!isRecord(found)) return undefined;
  const item_id = lenientText(found.item_id ?? found.id);
  if (item_id === undefined) return undefined;
  const item: SourceItem = { item_id };
  for (const field of ['item_name', 'item_brand', 'item_category'] as const) {
    const value = lenientText(found[field]);
    if (value !== undefined) item[field] = value;
  }
  const { price } = found;
  // `readPrices` reads texts.
  if (typeof price === 'string' || (typeof price === 'number' && price >= 0 && price < Infinity)) item.price = price;
  const quantity = lenientCount(found.quantity);
  if (quantity) item.quantity = quantity;
  const index = lenientCount(found.index);
  if (index !== undefined) item.index = index;
  return item;
}

interface LenientFields {
  readonly currency?: unknown;
  readonly transaction_id?: unknown;
  readonly item_list_id?: unknown;
  readonly result_id?: unknown;
}

/** An event of the readable items. Undefined without readable items. */
export function lenientEvent(
  type: Exclude<ActionType, 'search'>,
  items: unknown,
  more: LenientFields = {},
): SourceEvent | undefined {
  const given: unknown[] = Array.isArray(items) ? items.slice(0, MAX_ITEMS_PER_EVENT) : [];
  const readable = given.flatMap((item) => lenientItem(item) ?? []);
  if (readable.length === 0) return undefined;
  // GA4 defines the currency on the event. Some shops set it on each item.
  const currency = lenientText(more.currency ?? given.find(isRecord)?.currency)?.toUpperCase();
  const resultId = lenientText(more.result_id);
  const named = {
    items: readable,
    ...(/^[A-Z]{3}$/.test(currency ?? '') && { currency: currency! }),
    ...(resultId && { result_id: resultId }),
  };
  const transactionId = lenientText(more.transaction_id);
  if (type === 'purchase') return { type, ...named, ...(transactionId && { transaction_id: transactionId }) };
  const listId = lenientText(more.item_list_id);
  return { type, ...named, ...(listId && { item_list_id: listId }) };
}
