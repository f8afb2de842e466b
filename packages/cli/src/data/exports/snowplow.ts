import type { EventNames } from '../eventNames.js';
import type { ExportFormat } from './exportFormat.js';
import type { ExportRecord } from './exportRecord.js';
import { recordsIn, wordOf } from './fieldOf.js';

const SCHEMA = 'com_snowplowanalytics_snowplow_ecommerce_';
const ACTION = `unstruct_event_${SCHEMA}snowplow_ecommerce_action_`;
const PRODUCT = `contexts_${SCHEMA}product_`;

const EVENT_NAMES: EventNames = new Map([
  ['list_view', 'view_item_list'],
  ['list_click', 'select_item'],
  ['product_view', 'view_item'],
  ['add_to_cart', 'add_to_cart'],
  ['remove_from_cart', 'remove_from_cart'],
  ['transaction', 'purchase'],
  ['checkout_step', null],
  ['promo_view', null],
  ['promo_click', null],
  ['trns_error', null],
]);

/** The names end with the version of the schema. */
function fieldOfSchema(record: ExportRecord, prefix: string): unknown {
  const name = Object.keys(record).find((key) => key.startsWith(prefix));
  return name === undefined ? undefined : record[name];
}

/**
 * Enriched events of Snowplow's e-commerce tracking, as its analytics SDKs and warehouse loaders write them.
 *
 * @see https://docs.snowplow.io/docs/events/ootb-data/ecommerce-events/
 */
export const snowplow: ExportFormat = {
  kind: 'export',
  description: 'enriched events of Snowplow e-commerce, JSON or Parquet',
  matches: (names) => names.has('domain_userid') && names.has('derived_tstamp'),
  columns: {
    user_id: ['domain_userid', 'user_id'],
    item_id: ['id'],
    event: ['action.type', 'event_name', 'event'],
    timestamp: ['derived_tstamp', 'collector_tstamp'],
  },
  eventTypes: EVENT_NAMES,
  ruleColumns: [ACTION, PRODUCT],
  prepare: (record) => ({ ...record, action: fieldOfSchema(record, ACTION) }),
  items: { name: 'product', of: (record) => recordsIn(fieldOfSchema(record, PRODUCT)) },
  omits: (record) => (wordOf(record, 'action.type') === 'refund' ? 'refund' : undefined),
};
