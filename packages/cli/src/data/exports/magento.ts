import type { ExportFormat } from './exportFormat.js';
import { fieldOf, numberOf, wordOf } from './fieldOf.js';

const ORDER_COLUMNS = ['state', 'status', 'customer_email', 'customer_id', 'created_at'];
const CANCELLED: ReadonlySet<string> = new Set(['canceled', 'fraud']);

/**
 * The tables `sales_order` and `sales_order_item`. The item of a configurable product has the SKU of the chosen variant
 * and a second row for the variant, which is excluded.
 *
 * @see https://developer.adobe.com/commerce/php/module-reference/module-sales/
 */
export const magento: ExportFormat = {
  kind: 'export',
  description: 'Magento or Adobe Commerce, CSV: sales_order, with sales_order_item as --order-items',
  matches: (names) =>
    ['increment_id', 'state', 'customer_email'].every((name) => names.has(name)) ||
    ['order_id', 'qty_ordered', 'parent_item_id'].every((name) => names.has(name)),
  columns: {
    user_id: ['order.customer_email', 'order.customer_id'],
    item_id: ['sku'],
    timestamp: ['order.created_at'],
  },
  eventTypes: 'purchase',
  ruleColumns: ['parent_item_id', 'qty_ordered', 'qty_refunded', 'qty_canceled'],
  join: { orderKey: 'entity_id', itemKey: 'order_id', orderColumns: ORDER_COLUMNS },
  omits(record) {
    const words = [wordOf(record, 'order.state'), wordOf(record, 'order.status')];
    if (words.some((word) => CANCELLED.has(word))) return 'cancelled';
    return words[0] === 'closed' ? 'refund' : undefined;
  },
  omitsItem(item) {
    if (fieldOf(item, 'parent_item_id') !== undefined) return 'part';
    const ordered = numberOf(item, 'qty_ordered') ?? 1;
    if (ordered <= (numberOf(item, 'qty_canceled') ?? 0)) return 'cancelled';
    return ordered <= (numberOf(item, 'qty_refunded') ?? 0) ? 'refund' : undefined;
  },
};
