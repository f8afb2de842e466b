import type { OmitReason } from '../omitReasons.js';
import type { ExportFormat } from './exportFormat.js';
import type { ExportRecord } from './exportRecord.js';
import { fieldOf, recordsIn, wordOf } from './fieldOf.js';
import { TRACK_EVENT_NAMES } from './trackEventNames.js';

const REASONS: ReadonlyMap<string, OmitReason> = new Map([
  ['order refunded', 'refund'],
  ['order cancelled', 'cancelled'],
]);

/** PostHog writes properties as a text in CSV and Parquet. */
function propertiesOf({ properties }: ExportRecord): ExportRecord {
  let found = properties;
  try {
    if (typeof properties === 'string') found = JSON.parse(properties);
  } catch {
    return {};
  }
  return typeof found === 'object' && found !== null ? (found as ExportRecord) : {};
}

function itemsOf(record: ExportRecord): readonly ExportRecord[] {
  const properties = propertiesOf(record);
  const products = recordsIn(fieldOf(properties, 'products'));
  return products.length > 0 ? products : [properties];
}

/** The part that all tools share. */
const SHARED = {
  kind: 'export',
  eventTypes: TRACK_EVENT_NAMES,
  ruleColumns: ['properties'],
  items: { name: 'properties', of: itemsOf },
  orderId: (record) => wordOf(propertiesOf(record), 'order_id', 'orderId'),
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
