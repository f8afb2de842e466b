import type { ExportFormat } from './exportFormat.js';
import { numberOf, wordOf } from './fieldOf.js';
import { omittedByStatus, withoutGuestId } from './wooCommerceRules.js';

const ORDER = ['Order Number', 'Order ID', 'order_number', 'order_id'];
const STATUS = ['Order Status', 'status', 'order_status'];
const EMAIL = ['Email (Billing)', 'Billing Email Address', 'billing_email'];
const CUSTOMER = ['Customer User ID', 'customer_id', 'customer_user'];
const TIME = ['Order Date', 'date', 'order_date'];
const QUANTITY = ['Quantity (- Refund)', 'Quantity', 'item_quantity'];
const REFUNDED = ['item_refunded_qty'];
const ITEM = ['Product Id', 'Product ID', 'item_product_id', 'SKU', 'item_sku'];

/**
 * One row per item, as Advanced Order Export (`Order Number`, `SKU`) and Order/Customer CSV Export (`order_number`,
 * `item_sku`) write it. Order columns may have values only in the first row of an order.
 */
export const wooCommerceCsv: ExportFormat = {
  kind: 'export',
  description: 'WooCommerce orders, CSV of the export plugins with one row per item',
  matches: (names) => [ORDER, STATUS, EMAIL, TIME, ITEM].every((column) => column.some((name) => names.has(name))),
  columns: { user_id: [...EMAIL, ...CUSTOMER], item_id: ITEM, timestamp: TIME },
  eventTypes: 'purchase',
  prepare: (record) => withoutGuestId(record, CUSTOMER),
  ruleColumns: [...ORDER, ...STATUS, ...QUANTITY, ...REFUNDED],
  order: { key: ORDER, columns: [...STATUS, ...EMAIL, ...CUSTOMER, ...TIME] },
  omits: (record) => omittedByStatus(wordOf(record, ...STATUS)),
  omitsItem(item) {
    const quantity = numberOf(item, ...QUANTITY) ?? 1;
    return quantity <= Math.abs(numberOf(item, ...REFUNDED) ?? 0) ? 'refund' : undefined;
  },
};
