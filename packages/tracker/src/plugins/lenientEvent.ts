import { type ActionType, type EventInput, type EventItemInput, MAX_ITEMS_PER_EVENT } from '@aisle/core';
import { isRecord } from '../dataLayer.js';

/** Reads a number, also with a currency and separators. @returns undefined if it is below 0 or not a number */
export function lenientNumber(found: unknown): number | undefined {
  let value = found;
  if (typeof value === 'string') {
    const digits = value.replace(/[^\d.,-]/g, '');
    // The last separator is decimal if both kinds occur, if it is a dot, or if other than three digits follow.
    const at = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
    const both = digits.includes('.') && digits.includes(',');
    const decimal = at >= 0 && (both || digits.length - at - 1 !== 3 || digits[at] === '.');
    value =
      digits === ''
        ? undefined
        : Number(
            decimal
              ? `${digits.slice(0, at).replace(/[.,]/g, '')}.${digits.slice(at + 1)}`
              : digits.replace(/[.,]/g, ''),
          );
  }
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Reads a text and truncates it to 200 characters, because data for other tools can be longer. */
export function lenientText(found: unknown): string | undefined {
  if (typeof found !== 'string' && !Number.isFinite(found)) return undefined;
  return String(found).trim().slice(0, 200) || undefined;
}

/** The readable GA4 fields of an item. Undefined without an id. */
export function lenientItem(found: unknown): EventItemInput | undefined {
  if (!isRecord(found)) return undefined;
  const item_id = lenientText(found.item_id ?? found.id);
  if (item_id === undefined) return undefined;
  const item: EventItemInput = { item_id };
  for (const field of ['item_name', 'item_brand', 'item_category'] as const) {
    const value = lenientText(found[field]);
    if (value !== undefined) item[field] = value;
  }
  const price = lenientNumber(found.price);
  if (price !== undefined) item.price = price;
  const quantity = lenientNumber(found.quantity);
  if (quantity !== undefined && quantity >= 1) item.quantity = Math.floor(quantity);
  const index = lenientNumber(found.index);
  if (index !== undefined) item.index = Math.floor(index);
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
): EventInput | undefined {
  const readable = (Array.isArray(items) ? items.slice(0, MAX_ITEMS_PER_EVENT) : []).flatMap(
    (item: unknown) => lenientItem(item) ?? [],
  );
  if (readable.length === 0) return undefined;
  // GA4 defines the currency on the event. Some shops set it on each item.
  const currency = lenientText(more.currency ?? (items as unknown[]).find(isRecord)?.currency)?.toUpperCase();
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
