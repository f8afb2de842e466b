import type { ExportFormat } from './exportFormat.js';
import { numberOf, recordsIn, wordOf } from './fieldOf.js';
import { omittedByStatus, withoutGuestId } from './wooCommerceRules.js';

/**
 * Orders of the REST API (`/wp-json/wc/v3/orders`): an array, or one order per line. All variations of a product have
 * its `product_id`.
 *
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
 */
export const wooCommerce: ExportFormat = {
  kind: 'export',
  description: 'WooCommerce orders of the REST API, JSON',
  matches: (names) => ['line_items', 'billing', 'status'].every((name) => names.has(name)),
  columns: {
    user_id: ['billing.email', 'customer_id'],
    item_id: ['product_id'],
    timestamp: ['date_created_gmt', 'date_created'],
  },
  eventTypes: 'purchase',
  prepare: (record) => withoutGuestId(record, ['customer_id']),
  items: { name: 'line_items', of: (record) => recordsIn(record.line_items) },
  omits: (record) => omittedByStatus(wordOf(record, 'status')),
  omitsItem(item) {
    if ((numberOf(item, 'quantity') ?? 1) <= 0) return 'refund';
    // A line whose product was deleted has 0.
    return numberOf(item, 'product_id') === 0 ? 'no-item' : undefined;
  },
};
