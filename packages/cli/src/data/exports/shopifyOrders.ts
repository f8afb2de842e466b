import type { ExportFormat } from './exportFormat.js';
import type { ExportRecord } from './exportRecord.js';
import { numberOf, wordOf } from './fieldOf.js';

const CANCELLED_STATUSES: ReadonlySet<string> = new Set(['voided', 'expired']);

/** Shopify's gateway for test orders. */
const TEST_GATEWAY = /\bbogus\b/;

function isTest(record: ExportRecord): boolean {
  const tags = wordOf(record, 'Tags').split(',');
  return TEST_GATEWAY.test(wordOf(record, 'Payment Method')) || tags.some((tag) => tag.trim() === 'test');
}

/**
 * Each row is an item. Rows after the first of an order have no status and no dates. The file does not say which items of
 * a partly refunded order came back, so all of them count.
 *
 * @see https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
 */
export const shopifyOrders: ExportFormat = {
  kind: 'export',
  description: 'Shopify orders, CSV',
  matches: (names) => ['Name', 'Email', 'Financial Status', 'Lineitem name'].every((name) => names.has(name)),
  columns: {
    user_id: ['Email'],
    item_id: ['Lineitem sku'],
    timestamp: ['Created at', 'Paid at'],
  },
  eventTypes: 'purchase',
  ruleColumns: ['Name', 'Financial Status', 'Cancelled at', 'Payment Method', 'Tags', 'Lineitem quantity'],
  order: {
    key: ['Name'],
    columns: ['Email', 'Financial Status', 'Paid at', 'Created at', 'Cancelled at', 'Payment Method', 'Tags'],
  },
  omits(record) {
    if (isTest(record)) return 'test';
    const status = wordOf(record, 'Financial Status');
    if (wordOf(record, 'Cancelled at') !== '' || CANCELLED_STATUSES.has(status)) return 'cancelled';
    return status === 'refunded' ? 'refund' : undefined;
  },
  omitsItem: (item) => ((numberOf(item, 'Lineitem quantity') ?? 1) <= 0 ? 'refund' : undefined),
};
