import { AisleError, readOrRefuse } from './errors.js';

/** GA4 names of e-commerce events. A model's embedding of event types has one row for each, in this order. */
export const ACTION_TYPES = [
  'view_item_list',
  'select_item',
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'begin_checkout',
  'purchase',
  'search',
] as const;

/** The types that a history stores: actions, and GA4's `user_engagement` (viewing time), which the model ignores. */
export const EVENT_TYPES = [...ACTION_TYPES, 'user_engagement'] as const;

export type ActionType = (typeof ACTION_TYPES)[number];
export type EventType = (typeof EVENT_TYPES)[number];

declare const itemIdBrand: unique symbol;
/** The shop's id of an item (GA4 `item_id`), checked by `parseItemId`. Not an embedding row. */
export type ItemId = string & { readonly [itemIdBrand]: true };

/** One item of an event, with GA4's field names. Fields that Aisle does not know are never stored. */
export interface EventItem {
  item_id: ItemId;
  item_name?: string;
  item_brand?: string;
  item_category?: string;
  /** Unit price, at least 0, in the event's `currency`. */
  price?: number;
  /** Whole number, at least 1. */
  quantity?: number;
  /** Index in the list as it was shown, from 0. */
  index?: number;
}

export const EVENT_SCHEMA_VERSION = 1;

interface EventBase {
  schemaVersion: typeof EVENT_SCHEMA_VERSION;
  /** Milliseconds since the Unix epoch. */
  timestampMs: number;
  /** The `resultId` of the `rerank` or `predict` that showed these items. */
  result_id?: string;
}

interface PricedBase extends EventBase {
  items: EventItem[];
  /** The currency of the items' prices, as an ISO 4217 code: `EUR`. */
  currency?: string;
}

export interface ItemEvent extends PricedBase {
  type: Exclude<ActionType, 'search' | 'purchase'>;
  item_list_id?: string;
}

/** How long the items were visible to the shopper. */
export interface EngagementEvent extends PricedBase {
  type: 'user_engagement';
  /** Milliseconds, at least 0. */
  engagement_time_msec: number;
}

export interface PurchaseEvent extends PricedBase {
  type: 'purchase';
  transaction_id?: string;
}

export interface SearchEvent extends EventBase {
  type: 'search';
  search_term: string;
}

/** A validated event. The store, the worker and the trainer use this one type. */
export type TrackedEvent = ItemEvent | PurchaseEvent | SearchEvent | EngagementEvent;

/** An event as a page passes it: the same fields, with ids unchecked, and time and version optional. */
export type EventInput = {
  timestampMs?: number;
  schemaVersion?: typeof EVENT_SCHEMA_VERSION;
  result_id?: string;
} & (
  | { type: ItemEvent['type']; items: EventItemInput[]; currency?: string; item_list_id?: string }
  | { type: 'purchase'; items: EventItemInput[]; currency?: string; transaction_id?: string }
  | { type: 'search'; search_term: string }
  | { type: 'user_engagement'; items: EventItemInput[]; currency?: string; engagement_time_msec: number }
);
export type EventItemInput = Omit<EventItem, 'item_id'> & { item_id: string };

/**
 * Characters of the longest accepted text. The limit keeps rows small, so that a count of events bounds the storage.
 */
const MAX_TEXT_LENGTH = 200;
/** Most items in one event: GA4 drops items past 200 as well. */
export const MAX_ITEMS_PER_EVENT = 200;

function describe(found: unknown): string {
  if (found === undefined) return 'nothing';
  if (typeof found === 'function') return 'a function';
  if (typeof found === 'string')
    return found.length > 40 ? `a text of ${found.length} characters` : JSON.stringify(found);
  if (typeof found === 'object')
    return found === null ? 'null' : Array.isArray(found) ? `a list of ${found.length}` : 'an object';
  return String(found);
}

function refuse(field: string, expected: string, found: unknown): never {
  throw new AisleError('invalid-event', `Event refused: ${field} must be ${expected}, found ${describe(found)}.`, {
    field,
    expected,
  });
}

function text(found: unknown, field: string): string {
  if (typeof found !== 'string' || found.length === 0 || found.length > MAX_TEXT_LENGTH) {
    refuse(field, `a text of 1 to ${MAX_TEXT_LENGTH} characters`, found);
  }
  return found;
}

function number(found: unknown, field: string, minimum: number, whole: boolean): number {
  if (typeof found !== 'number' || !Number.isFinite(found) || found < minimum || (whole && !Number.isInteger(found))) {
    refuse(field, `a ${whole ? 'whole ' : ''}number of at least ${minimum}`, found);
  }
  return found;
}

function currencyCode(found: unknown, field: string): string {
  return typeof found === 'string' && /^[A-Z]{3}$/.test(found) ? found : refuse(field, 'three capital letters', found);
}

/** An object with the field of this name as `read` returns it; empty if the input lacks the field. */
function optional<Name extends string, T>(
  input: Record<string, unknown>,
  name: Name,
  read: (found: unknown, field: string) => T,
): { [N in Name]?: T } {
  return input[name] === undefined ? {} : ({ [name]: read(input[name], name) } as { [N in Name]?: T });
}

function isRecord(found: unknown): found is Record<string, unknown> {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

/** Checks a shop's item id: a text of 1 to 200 characters, or a whole number, which is converted to text. */
export function parseItemId(found: unknown, field = 'item_id'): ItemId {
  return text(Number.isSafeInteger(found) ? String(found) : found, field) as ItemId;
}

function parseItem(found: unknown, field: string): EventItem {
  if (!isRecord(found)) refuse(field, 'an object with an item_id', found);
  const item: EventItem = { item_id: parseItemId(found.item_id, `${field}.item_id`) };
  for (const name of ['item_name', 'item_brand', 'item_category'] as const) {
    if (found[name] !== undefined) item[name] = text(found[name], `${field}.${name}`);
  }
  if (found.price !== undefined) item.price = number(found.price, `${field}.price`, 0, false);
  if (found.quantity !== undefined) item.quantity = number(found.quantity, `${field}.quantity`, 1, true);
  if (found.index !== undefined) item.index = number(found.index, `${field}.index`, 0, true);
  return item;
}

/**
 * Validates an event. The public `track`, the store and the trainer all use this function. Returns a new object that
 * contains only known fields.
 *
 * @param nowMs the time of an input without `timestampMs`
 * @throws AisleError `invalid-event`. It contains the field, the expected form and the value.
 */
export function parseEvent(input: unknown, nowMs: number): TrackedEvent {
  return readOrRefuse('invalid-event', 'Event refused: it', () => readEvent(input, nowMs));
}

function readEvent(input: unknown, nowMs: number): TrackedEvent {
  if (!isRecord(input)) refuse('event', 'an object', input);
  const version = input.schemaVersion === undefined ? EVENT_SCHEMA_VERSION : input.schemaVersion;
  if (version !== EVENT_SCHEMA_VERSION) refuse('schemaVersion', String(EVENT_SCHEMA_VERSION), version);
  const type = input.type as EventType;
  if (!EVENT_TYPES.includes(type)) refuse('type', `one of ${EVENT_TYPES.join(', ')}`, type);
  const base = {
    schemaVersion: EVENT_SCHEMA_VERSION,
    timestampMs: input.timestampMs === undefined ? nowMs : number(input.timestampMs, 'timestampMs', 0, false),
    ...optional(input, 'result_id', text),
  } as const;
  if (type === 'search') return { ...base, type, search_term: text(input.search_term, 'search_term') };

  const list = input.items;
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ITEMS_PER_EVENT) {
    refuse('items', `a list of 1 to ${MAX_ITEMS_PER_EVENT} items`, list);
  }
  // Array.from, because map skips the holes of a sparse array.
  const items = Array.from(list as unknown[], (item, i) => parseItem(item, `items[${i}]`));
  const priced = { ...base, items, ...optional(input, 'currency', currencyCode) };
  if (type === 'purchase') return { ...priced, type, ...optional(input, 'transaction_id', text) };
  if (type === 'user_engagement')
    return {
      ...priced,
      type,
      engagement_time_msec: number(input.engagement_time_msec, 'engagement_time_msec', 0, false),
    };
  return { ...priced, type, ...optional(input, 'item_list_id', text) };
}
