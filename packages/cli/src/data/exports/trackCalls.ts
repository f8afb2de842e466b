import type { ActionType } from '@aisle/core';
import type { EventNames } from '../eventNames.js';
import type { OmitReason } from '../omitReasons.js';
import type { ExportFormat } from './exportFormat.js';
import type { ExportRecord } from './exportRecord.js';
import { fieldOf, recordsIn, wordOf } from './fieldOf.js';

/** The e-commerce events that Segment has published and RudderStack and PostHog use too. */
const NAMES: Readonly<Record<string, ActionType | null>> = {
  'product list viewed': 'view_item_list',
  'product clicked': 'select_item',
  'product viewed': 'view_item',
  'product added to wishlist': 'add_to_wishlist',
  'product added': 'add_to_cart',
  'wishlist product added to cart': 'add_to_cart',
  'product removed': 'remove_from_cart',
  'cart viewed': 'view_cart',
  'checkout started': 'begin_checkout',
  'order completed': 'purchase',
  // Repeats the items of the order.
  'order updated': null,
  'products searched': null,
  'product list filtered': null,
  'product removed from wishlist': null,
};

/** Names in both forms: of track calls (`Product Viewed`) and of tables (`product_viewed`). */
const EVENT_NAMES: EventNames = new Map(
  Object.entries(NAMES).flatMap(([name, type]) => [
    [name, type],
    [name.replaceAll(' ', '_'), type],
  ]),
);

const REASONS: ReadonlyMap<string, OmitReason> = new Map([
  ['order refunded', 'refund'],
  ['order cancelled', 'cancelled'],
]);

/** PostHog writes properties as a text in CSV and Parquet. */
function propertiesOf({ properties }: ExportRecord): ExportRecord {
  if (typeof properties !== 'string') return (properties ?? {}) as ExportRecord;
  try {
    return JSON.parse(properties);
  } catch {
    return {};
  }
}

function itemsOf(record: ExportRecord): readonly ExportRecord[] {
  const properties = propertiesOf(record);
  const products = recordsIn(fieldOf(properties, 'products'));
  return products.length > 0 ? products : [properties];
}

/** The part that all tools share. */
const SHARED = {
  kind: 'export',
  eventTypes: EVENT_NAMES,
  ruleColumns: ['properties'],
  items: { name: 'properties', of: itemsOf },
  omits: (record) => REASONS.get(wordOf(record, 'event').replaceAll('_', ' ')),
} as const satisfies Partial<ExportFormat>;

/** @see https://segment.com/docs/connections/spec/ecommerce/v2/ */
export const segment: ExportFormat = {
  ...SHARED,
  description: 'track calls of Segment or RudderStack (Product Viewed, Order Completed), JSON',
  matches: (names) =>
    names.has('event') && names.has('properties') && (names.has('anonymousId') || names.has('userId')),
  columns: {
    user_id: ['anonymousId', 'userId'],
    item_id: ['product_id'],
    // Other calls than track have a type only.
    event: ['event', 'type'],
    timestamp: ['timestamp', 'originalTimestamp', 'receivedAt'],
  },
};

/** @see https://posthog.com/docs/cdp/batch-exports */
export const posthog: ExportFormat = {
  ...SHARED,
  description: 'events of PostHog with the names of Segment (Product Viewed, Order Completed), JSON or Parquet',
  matches: (names) => ['event', 'properties', 'distinct_id'].every((name) => names.has(name)),
  columns: {
    user_id: ['person_id', 'distinct_id'],
    item_id: ['product_id'],
    event: ['event'],
    timestamp: ['timestamp'],
  },
};
