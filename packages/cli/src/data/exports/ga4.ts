import { COMMON_EVENT_NAMES, type EventNames } from '../eventNames.js';
import type { OmitReason } from '../omitReasons.js';
import type { ExportFormat } from './exportFormat.js';
import type { ExportRecord } from './exportRecord.js';
import { recordsIn, wordOf } from './fieldOf.js';

const EVENT_NAMES: EventNames = new Map([
  ...COMMON_EVENT_NAMES,
  ['add_shipping_info', null],
  ['add_payment_info', null],
]);

/** Parquet files of BigQuery have `{ list: [{ element }] }` for a list if they were loaded without list inference. */
function listIn(value: unknown): readonly ExportRecord[] {
  const { list } = (value ?? {}) as { list?: unknown };
  if (list === undefined) return recordsIn(value);
  return recordsIn(list).map(({ element, item }) => (element ?? item ?? {}) as ExportRecord);
}

/** Tags of developers set `debug_mode`; the data filters of GA4 set `traffic_type`. */
function omits(record: ExportRecord): OmitReason | undefined {
  if (wordOf(record, 'event_name') === 'refund') return 'refund';
  const isTest = listIn(record.event_params).some((parameter) => {
    const key = wordOf(parameter, 'key');
    const value = wordOf(parameter, 'value.string_value', 'value.int_value');
    return (
      (key === 'traffic_type' && ['internal', 'developer'].includes(value)) || (key === 'debug_mode' && value === '1')
    );
  });
  return isTest ? 'test' : undefined;
}

/**
 * The event tables of GA4's BigQuery export, as JSON or Parquet. BigQuery's JSON has INT64 as text. `user_pseudo_id` is the
 * browser's cookie; without it (no consent), `user_id` counts.
 *
 * @see https://support.google.com/analytics/answer/7029846
 */
export const ga4: ExportFormat = {
  kind: 'export',
  description: "GA4's BigQuery export, JSON or Parquet",
  matches: (names) => ['event_name', 'event_timestamp', 'user_pseudo_id'].every((name) => names.has(name)),
  columns: {
    user_id: ['user_pseudo_id', 'user_id'],
    item_id: ['item_id'],
    event: ['event_name'],
    timestamp: ['event_timestamp'],
    index: ['item_list_index', 'index'],
  },
  eventTypes: EVENT_NAMES,
  ruleColumns: ['event_params', 'items', 'ecommerce'],
  items: { name: 'items', of: (record) => listIn(record.items) },
  omits,
  orderId: (record) => wordOf(record, 'ecommerce.transaction_id'),
};
