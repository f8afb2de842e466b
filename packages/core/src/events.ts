import { readOrRefuse } from './errors.js';
import {
  copyField,
  currencyCode,
  type EventRules,
  fieldOf,
  keepOrDrop,
  number,
  type ReadField,
  refuse,
  text,
  time,
} from './eventFields.js';
import { contains, isList, isRecord } from './plain.js';

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

/** The types that a history stores: actions, and types of GA4 that no weights know. The model ignores those. */
export const EVENT_TYPES = [
  ...ACTION_TYPES,
  'user_engagement',
  'add_shipping_info',
  'add_payment_info',
  'refund',
  'view_promotion',
  'select_promotion',
] as const;

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
  /** Milliseconds since 1970. */
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

/** A step of the checkout. GA4's `shipping_tier` and `payment_type` are never stored: shops write free text there. */
export interface CheckoutStepEvent extends PricedBase {
  type: 'add_shipping_info' | 'add_payment_info';
}

/** Items of an order that were refunded, or the whole order. */
export interface RefundEvent extends EventBase {
  type: 'refund';
  /** Of the purchase. */
  transaction_id: string;
  /** Absent if the whole order was refunded. Without a quantity, all of the item. */
  items?: EventItem[];
  currency?: string;
}

/** A promotion that was shown or clicked. */
export interface PromotionEvent extends EventBase, PromotionFields {
  type: 'view_promotion' | 'select_promotion';
  /** The promoted items. */
  items?: EventItem[];
  currency?: string;
}

/** GA4's fields of a promotion, texts of 1 to 200 characters. */
export interface PromotionFields {
  promotion_id?: string;
  promotion_name?: string;
  creative_name?: string;
  creative_slot?: string;
}

export interface SearchEvent extends EventBase {
  type: 'search';
  search_term: string;
}

/** A validated event. The store, the worker and the trainer use this one type. */
export type TrackedEvent =
  | ItemEvent
  | PurchaseEvent
  | SearchEvent
  | EngagementEvent
  | CheckoutStepEvent
  | RefundEvent
  | PromotionEvent;

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
  | { type: CheckoutStepEvent['type']; items: EventItemInput[]; currency?: string }
  | { type: 'refund'; transaction_id: string; items?: EventItemInput[]; currency?: string }
  | ({ type: PromotionEvent['type']; items?: EventItemInput[]; currency?: string } & PromotionFields)
);
export type EventItemInput = Omit<EventItem, 'item_id'> & { item_id: string };

/** Event types that may have no items, other than a search, which has none. */
export const TYPES_WITH_OPTIONAL_ITEMS = ['refund', 'view_promotion', 'select_promotion'] as const;

/** The names of `PromotionFields`. */
export const PROMOTION_FIELDS = ['promotion_id', 'promotion_name', 'creative_name', 'creative_slot'] as const;

/** Most items in one event: GA4 drops items past 200 as well. */
export const MAX_ITEMS_PER_EVENT = 200;

/** Checks a shop's item id: a text of 1 to 200 characters, or a whole number, which is converted to text. */
export function parseItemId(found: unknown, field = 'item_id'): ItemId {
  const isWhole = typeof found === 'number' && found % 1 === 0 && found < 2 ** 53 && found > -(2 ** 53);
  return text(isWhole ? `${found}` : found, field) as ItemId;
}

function parseItem(found: unknown, path: string, rules: EventRules): EventItem {
  if (!isRecord(found)) refuse(path, 'an object with an item_id', found);
  const item: EventItem = { item_id: parseItemId(fieldOf(found, 'item_id'), `${path}.item_id`) };
  const copy = (name: keyof EventItem, read: ReadField) => copyField(found, item, name, read, rules, `${path}.`);
  copy('item_name', text);
  copy('item_brand', text);
  copy('item_category', text);
  copy('price', number(0));
  copy('quantity', number(1, true));
  copy('index', number(0, true));
  return item;
}

/** The items of an event. If `rules` allow it, drops items without an id and items past the limit. */
function parseItems(list: unknown, rules: EventRules): EventItem[] {
  const items: EventItem[] = [];
  const length = isList(list) ? list.length : 0;
  const isTooLong = length > MAX_ITEMS_PER_EVENT;
  if (!isTooLong || rules.onDropped)
    for (let i = 0; i < length && i < MAX_ITEMS_PER_EVENT; i++)
      keepOrDrop('items', rules, () => {
        items[items.length] = parseItem((list as unknown[])[i], `items[${i}]`, rules);
      });
  // The error of an item says more.
  if (items.length === 0 && length > 0 && rules.onDropped) parseItem((list as unknown[])[0], 'items[0]', rules);
  if (items.length === 0) refuse('items', `a list of 1 to ${MAX_ITEMS_PER_EVENT} items`, list);
  if (isTooLong) rules.onDropped?.('items');
  return items;
}

/** The items of an event. Empty for a search, and for a refund or a promotion without items. */
export const itemsOfEvent = (event: TrackedEvent): readonly EventItem[] =>
  (event as { readonly items?: readonly EventItem[] }).items ?? [];

/**
 * Validates an event. The public `track`, the store and the trainer all use this function. Returns a new object that
 * contains only known fields. Calls no method of the page, which may have replaced it, unless the event is refused.
 *
 * @param nowMs the time of an input without `timestampMs`, which has no limits: the device's clock may be wrong
 * @throws AisleError `invalid-event`. It contains the field, the expected form and the value.
 */
export function parseEvent(input: unknown, nowMs: number, rules: EventRules = {}): TrackedEvent {
  return readOrRefuse('invalid-event', 'Event refused: it', () => readEvent(input, nowMs, rules));
}

function readEvent(input: unknown, nowMs: number, rules: EventRules): TrackedEvent {
  if (!isRecord(input)) refuse('event', 'an object', input);
  const version = input.schemaVersion === undefined ? EVENT_SCHEMA_VERSION : input.schemaVersion;
  if (version !== EVENT_SCHEMA_VERSION) refuse('schemaVersion', String(EVENT_SCHEMA_VERSION), version);
  const type = input.type as EventType;
  if (!contains(EVENT_TYPES, type)) refuse('type', `one of ${EVENT_TYPES.join(', ')}`, type);
  const event: Record<string, unknown> = {
    schemaVersion: EVENT_SCHEMA_VERSION,
    timestampMs: input.timestampMs === undefined ? nowMs : time(input.timestampMs, rules.limits),
    type,
  };
  const copy = (name: string, read: ReadField) => copyField(input, event, name, read, rules);
  copy('result_id', text);
  if (type === 'search') event.search_term = text(input.search_term, 'search_term');
  else if (type === 'view_promotion' || type === 'select_promotion') {
    copy('items', (found) => parseItems(found, rules));
    for (let i = 0; i < PROMOTION_FIELDS.length; i++) copy(PROMOTION_FIELDS[i]!, text);
    copy('currency', currencyCode);
  } else {
    const items = fieldOf(input, 'items');
    const isOfWholeOrder = type === 'refund' && (items === undefined || (rules.onDropped && items === null));
    // Unreadable items of a refund refuse the event: without them, it would refund the whole order.
    if (!isOfWholeOrder) event.items = parseItems(items, rules);
    copy('currency', currencyCode);
    if (type === 'user_engagement')
      event.engagement_time_msec = number(0)(input.engagement_time_msec, 'engagement_time_msec');
    else if (type === 'refund') event.transaction_id = text(input.transaction_id, 'transaction_id');
    else if (type === 'purchase') copy('transaction_id', text);
    else if (type !== 'add_shipping_info' && type !== 'add_payment_info') copy('item_list_id', text);
  }
  return event as unknown as TrackedEvent;
}
