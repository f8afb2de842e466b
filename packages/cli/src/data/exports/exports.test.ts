import path from 'node:path';
import { ACTION_TYPES } from '@aisle/core';
import type { EventLog } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { describeImport } from '../describeImport.js';
import { type EventLogSource, readEventLog } from '../readEventLog.js';
import { temporaryFiles } from '../testing/temporaryFiles.js';

const files = temporaryFiles();
const FOLDER = path.join(import.meta.dirname, '../testing/exports');

const read = (name: string, source: Omit<EventLogSource, 'file'> = {}) =>
  readEventLog({ file: path.join(FOLDER, name), ...source });

interface FoundEvent {
  /** Type and item. */
  readonly text: string;
  readonly time: string;
  readonly listIndex: number;
}

function eventsOf(log: EventLog, userId: string): FoundEvent[] {
  const user = log.userIds.indexOf(userId);
  expect(user, `${userId} is one of ${log.userIds.join(', ')}`).not.toBe(-1);
  const [start, end] = [log.offsets[user]!, log.offsets[user + 1]!];
  return Array.from({ length: end - start }, (_, i) => ({
    text: `${ACTION_TYPES[log.typeIndices[start + i]!]} ${log.itemIds[log.itemRows[start + i]! - 1]}`,
    time: new Date(log.timestampsMs[start + i]!).toISOString(),
    listIndex: log.listIndices[start + i]!,
  }));
}

const textsOf = (log: EventLog, userId: string) => eventsOf(log, userId).map(({ text }) => text);

test('Shopify orders: every item of a paid order is a purchase', async () => {
  const { log, format, mapping, rowCount, badRowCount, omitted } = await read('shopify_orders.csv');
  expect([format, mapping]).toEqual([
    'shopify',
    {
      user_id: 'Email (hashed)',
      item_id: 'Lineitem sku',
      event: 'purchase, all rows',
      timestamp: 'Created at, else Paid at',
    },
  ]);
  // 16 shoppers with 4 items each, an item of a partly refunded order, and one of an order that is not yet paid.
  expect([rowCount, badRowCount, log.userIds.length, log.itemRows.length]).toEqual([74, 0, 16, 66]);
  expect(Object.fromEntries(omitted)).toEqual({ guest: 2, refund: 2, cancelled: 1, test: 2, 'no-item': 1 });
  expect(textsOf(log, 'bea@shop.example')).toEqual([
    'purchase TENT-4',
    'purchase BAG-L',
    'purchase MAT-1',
    'purchase MAT-1',
    'purchase STOVE',
  ]);
  expect(eventsOf(log, 'bea@shop.example')[0]!.time).toBe('2024-03-02T10:36:00.000Z');
});

test('Shopify orders: an e-mail address in capitals is the same shopper', async () => {
  const { log } = await read('shopify_orders.csv');
  expect(eventsOf(log, 'dan@shop.example')).toHaveLength(4);
});

test.each([
  [
    'woocommerce_orders.json',
    'woocommerce',
    '102',
    '2024-03-02T11:36:00.000Z',
    55,
    66,
    { refund: 1, cancelled: 3, guest: 1, 'no-item': 1 },
  ],
  [
    'woocommerce_orders.csv',
    'woocommerce-csv',
    'TENT-4',
    '2024-03-02T12:36:00.000Z',
    72,
    65,
    { refund: 2, cancelled: 2, guest: 2, 'no-item': 1 },
  ],
])('%s: cancelled, failed and refunded orders are excluded', async (name, format, item, time, rows, events, left) => {
  const { log, omitted, ...found } = await read(name);
  expect([found.format, found.rowCount, found.badRowCount]).toEqual([format, rows, 0]);
  expect([log.userIds.length, log.itemRows.length, Object.fromEntries(omitted)]).toEqual([16, events, left]);
  expect(eventsOf(log, 'bea@shop.example')[0]).toMatchObject({ text: `purchase ${item}`, time });
});

test('WooCommerce orders: one order per line is read too', async () => {
  const lines = JSON.stringify({
    id: 1,
    status: 'completed',
    customer_id: 7,
    billing: { email: '' },
    date_created_gmt: '2024-03-01T10:00:00',
    line_items: [{ product_id: 5, sku: 'A', quantity: 1 }],
  });
  const { log, format } = await readEventLog({
    file: files.write('orders.jsonl', `${lines}\n${lines}\n`),
    columns: { names: { item_id: 'sku' } },
  });
  expect([format, log.itemIds, log.itemRows.length]).toEqual(['woocommerce', ['A'], 2]);
});

test.each(['ga4_events.jsonl', 'ga4_events.parquet'])('%s: item events of browsers with consent', async (name) => {
  const { log, format, mapping, omitted, unknownEvents, ignoredRowCount, rowCount, badRowCount } = await read(name);
  expect([format, mapping]).toEqual([
    'ga4',
    {
      user_id: 'user_pseudo_id, else user_id (hashed)',
      item_id: 'items[].item_id',
      event: 'event_name',
      timestamp: 'event_timestamp',
      index: 'items[].item_list_index, else items[].index',
    },
  ]);
  expect([rowCount, badRowCount, ignoredRowCount]).toEqual([161, 0, 1]);
  expect(Object.fromEntries(unknownEvents)).toEqual({ session_start: 2, page_view: 2 });
  expect(Object.fromEntries(omitted)).toEqual({ guest: 1, 'no-item': 1, test: 2, refund: 1 });
  // 10 browsers with 20 item events, and a purchase without cookie by an account that a browser had used.
  expect([log.userIds.length, log.itemRows.length]).toEqual([10, 201]);
  const events = eventsOf(log, '1000.1709200000');
  expect([...events.slice(0, 5), events.at(-1)].map((event) => [event!.text, event!.listIndex])).toEqual([
    ['view_item_list TENT-2', 0],
    ['view_item_list TENT-4', 1],
    ['select_item TENT-2', 0],
    ['view_item TENT-2', -1],
    ['add_to_cart TENT-2', -1],
    ['purchase MUG', -1],
  ]);
  expect(events[0]!.time).toBe('2024-03-01T00:00:05.000Z');
});

test('a column of --column replaces that of the export', async () => {
  const { log, mapping } = await read('ga4_events.jsonl', { columns: { names: { user_id: 'user_id' } } });
  expect([log.userIds.length, log.userIds[0], mapping!.user_id]).toEqual([10, 'account-0', 'user_id (hashed)']);
  const woo = await read('woocommerce_orders.json', { columns: { names: { item_id: 'sku' } } });
  expect(woo.log.itemIds).toContain('TENT-2');
});

test('WooCommerce: the columns of Order/Customer CSV Export, with refunded pieces', async () => {
  const header =
    'order_id,order_number,date,status,customer_id,billing_email,item_product_id,item_sku,item_quantity,item_refunded_qty';
  const rows = [
    '7,7,2024-03-01 10:00:00,completed,0,a@x.example,5,A,2,-1',
    '7,7,2024-03-01 10:00:00,completed,0,a@x.example,6,B,1,-1',
    '8,8,2024-03-02 10:00:00,wc-on hold,3,,5,A,1,',
    '9,9,2024-03-02 10:00:00,wc-refunded,3,,5,A,1,',
    '10,10,2024-03-02 10:00:00,completed,0,,5,A,1,',
  ];
  const { log, format, mapping, omitted } = await readEventLog({
    file: files.write('orders.csv', [header, ...rows].join('\n')),
  });
  expect([format, mapping!.user_id, mapping!.item_id]).toEqual([
    'woocommerce-csv',
    'billing_email, else customer_id (hashed)',
    'item_product_id',
  ]);
  expect([log.userIds.length, textsOf(log, 'a@x.example')]).toEqual([2, ['purchase 5']]);
  expect(Object.fromEntries(omitted)).toEqual({ refund: 2, guest: 1 });
});

test('JSON of our columns is read by its content, whatever the name', async () => {
  const event = { user_id: 'u', item_id: 'A', event: 'view', timestamp: '2024-03-01' };
  const array = await readEventLog({ file: files.write('log.json', JSON.stringify([event, event])) });
  const lines = await readEventLog({ file: files.write('log.txt', JSON.stringify(event)) });
  expect([array.format, array.log.itemRows.length]).toEqual(['columns', 2]);
  expect([lines.format, lines.log.itemRows.length]).toEqual(['jsonl', 1]);
});

test('lists of BigQuery may be wrapped, as a table without list inference has them', async () => {
  const event = {
    event_name: 'view_item',
    event_timestamp: '1709294400000000',
    user_pseudo_id: 'u',
    event_params: { list: [{ element: { key: 'debug_mode', value: { int_value: '0' } } }] },
    items: { list: [{ element: { item_id: 'A' } }, { item: { item_id: 'B' } }] },
  };
  const { log } = await readEventLog({ file: files.write('wrapped.jsonl', JSON.stringify(event)) });
  expect(textsOf(log, 'u')).toEqual(['view_item A', 'view_item B']);
});

test('a table of track calls has the names of its events', async () => {
  const file = files.write(
    'tracks.csv',
    'anonymous_id,product_id,event,timestamp\na,7,product_viewed,2024-03-01\na,7,Order Completed,2024-03-02\n',
  );
  const { log } = await readEventLog({ file, columns: { names: { user_id: 'anonymous_id', item_id: 'product_id' } } });
  expect(textsOf(log, 'a')).toEqual(['view_item 7', 'purchase 7']);
});

test('--column and --event name the columns of any table', async () => {
  const file = files.write(
    'sales.csv',
    'Date;Client;Article\n2024-03-01;b@x.example;A\n2024-03-02;;B\n2024-03-03;b@x.example;C\n',
  );
  const columns = { names: { user_id: 'Client', item_id: 'Article', timestamp: 'Date' }, event: 'purchase' } as const;
  const { log, format, omitted } = await readEventLog({ file, columns });
  expect([format, Object.fromEntries(omitted)]).toEqual(['columns', { guest: 1 }]);
  expect(textsOf(log, 'b@x.example')).toEqual(['purchase A', 'purchase C']);
});

test.each([
  [
    { names: { user_id: 'Kunde', item_id: 'Article', timestamp: 'Date' } },
    /found no column Kunde for user_id in Date, Client, Article\. Name one with --column user_id=NAME/,
  ],
  [
    { names: { user_id: 'Client', item_id: 'Article', timestamp: 'Date' } },
    /found no column event for event in .+ give --event purchase if all rows are purchases/,
  ],
])('columns %j that a table lacks are refused', async (columns, message) => {
  const file = files.write('lacking.csv', 'Date,Client,Article\n2024-03-01,b,A\n');
  await expect(readEventLog({ file, columns })).rejects.toMatchObject({ code: 'data-invalid', message });
});

test('an export whose items have no ids is refused, with the option that helps', async () => {
  const file = files.write(
    'no-skus.csv',
    'Name,Email,Financial Status,Created at,Lineitem name,Lineitem sku\n#1,a@x.example,paid,2024-03-01,Tent,\n',
  );
  await expect(readEventLog({ file })).rejects.toMatchObject({
    code: 'data-invalid',
    message: /found 1 rows without an item event \(excluded: no-item 1\)\. .+ --column item_id=NAME chooses/,
  });
  const { log } = await readEventLog({ file, columns: { names: { item_id: 'Lineitem name' } } });
  expect(log.itemIds).toEqual(['Tent']);
});

test('Parquet of any columns is read', async () => {
  const { log, format } = await read('ga4_events.parquet', {
    format: 'columns',
    columns: {
      names: { user_id: 'user_pseudo_id', item_id: 'event_date', timestamp: 'event_timestamp' },
      event: 'view_item',
    },
  });
  // Two events have no cookie.
  expect([format, log.itemRows.length, log.itemIds[0]]).toEqual(['columns', 159, '20240301']);
});

test('the command says how an export was read', async () => {
  const found = await read('woocommerce_orders.json');
  expect(describeImport('orders.json', found)).toEqual([
    'orders.json is read as woocommerce: WooCommerce orders of the REST API, JSON',
    '  user_id      billing.email, else customer_id (hashed)',
    '  item_id      line_items[].product_id',
    '  event        purchase, all rows',
    '  timestamp    date_created_gmt, else date_created',
    'Excluded by rule:',
    '  guest        1  No id of a shopper',
    '  refund       1  Order or item refunded or returned',
    '  cancelled    3  Order cancelled, failed or voided',
    '  no-item      1  No item id. --column item_id=NAME chooses another column',
  ]);
  const plain = await readEventLog({ file: files.write('plain.csv', 'user_id,item_id,event,timestamp\nu,A,view,1\n') });
  expect(describeImport('plain.csv', plain)).toEqual([]);
});

test('user ids of the file are not in the log', async () => {
  const { log } = await read('shopify_orders.csv', { hashUserId: (userId) => `hash of ${userId.length}` });
  expect(log.userIds[0]).toBe('hash of 16');
  expect(JSON.stringify(log.userIds)).not.toContain('@');
});

test.each([
  [
    'segment_events.jsonl',
    'segment',
    'anon-0000',
    [172, 1, { identify: 3, page: 3, 'video played': 1 }, { 'no-item': 1, refund: 1, cancelled: 1, guest: 1 }],
  ],
  [
    'posthog_events.jsonl',
    'posthog',
    'person-0000',
    [167, 1, { $pageview: 1, 'video played': 1 }, { 'no-item': 1, refund: 1, cancelled: 1, guest: 1 }],
  ],
  [
    'snowplow_events.jsonl',
    'snowplow',
    'duid-0000',
    [186, 31, { page_view: 1, page_ping: 1 }, { refund: 1, 'no-item': 1, guest: 1 }],
  ],
] as const)('%s: item events of ten shoppers', async (name, format, userId, [rows, ignored, unknown, left]) => {
  const { log, omitted, unknownEvents, ...found } = await read(name);
  expect([found.format, found.rowCount, found.badRowCount, found.ignoredRowCount]).toEqual([format, rows, 0, ignored]);
  expect([Object.fromEntries(unknownEvents), Object.fromEntries(omitted)]).toEqual([unknown, left]);
  expect([log.userIds.length, log.itemRows.length]).toEqual([10, 200]);
  const id = (sku: string) => (format === 'snowplow' ? sku : { 'TENT-2': '101', 'TENT-4': '102' }[sku]);
  expect(textsOf(log, userId).slice(0, 6)).toEqual([
    `view_item_list ${id('TENT-2')}`,
    `view_item_list ${id('TENT-4')}`,
    `select_item ${id('TENT-2')}`,
    `view_item ${id('TENT-2')}`,
    `add_to_cart ${id('TENT-2')}`,
    // The server has sent it with the account only.
    `purchase ${id('TENT-2')}`,
  ]);
});

const ORDER_ITEMS = path.join(FOLDER, 'magento_sales_order_item.csv');

test('Magento: items get the shopper and the time of their order', async () => {
  const { log, format, mapping, rowCount, badRowCount, omitted } = await read('magento_sales_order.csv', {
    orderItemsFile: ORDER_ITEMS,
  });
  expect([format, mapping]).toEqual([
    'magento',
    {
      user_id: 'order.customer_email, else order.customer_id (hashed)',
      item_id: 'sku',
      event: 'purchase, all rows',
      timestamp: 'order.created_at',
    },
  ]);
  expect([rowCount, badRowCount, log.userIds.length, log.itemRows.length]).toEqual([93, 0, 16, 65]);
  expect(Object.fromEntries(omitted)).toEqual({ part: 22, guest: 1, refund: 2, cancelled: 3 });
  expect(eventsOf(log, 'bea@shop.example')[0]).toMatchObject({
    text: 'purchase TENT-4',
    time: '2024-03-02T10:36:00.000Z',
  });
});

test('Magento: items whose order is missing are malformed', async () => {
  const orders = files.write(
    'orders.csv',
    'entity_id,increment_id,state,customer_email,created_at\n1,01,complete,a@x.example,2024-03-01\n',
  );
  const items = files.write('items.csv', 'order_id,sku,qty_ordered,parent_item_id\n1,A,1,\n2,B,1,\n');
  await expect(readEventLog({ file: orders, orderItemsFile: items })).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining(`items.csv:3: the order of this row's order_id is not in ${orders}`),
  });
});

test.each([
  ['orders without their items', 'magento_sales_order.csv', undefined, /found one of two tables/],
  ['items without their orders', 'magento_sales_order_item.csv', undefined, /found one of two tables/],
  ['items for an export that has them', 'shopify_orders.csv', ORDER_ITEMS, /Remove --order-items/],
])('%s are refused', async (_, name, orderItemsFile, message) => {
  await expect(read(name, { orderItemsFile })).rejects.toMatchObject({ code: 'invalid-argument', message });
});

test('an array of JSON is read in any layout, and may be long', async () => {
  const order = (id: number) => ({
    id,
    status: 'completed',
    customer_id: 7,
    billing: { email: `${id}@x.example`, company: 'a "quoted" {brace} \\ [' },
    date_created_gmt: '2024-03-01T10:00:00',
    line_items: [{ product_id: id, quantity: 1 }],
  });
  // Longer than a chunk of the file.
  const orders = Array.from({ length: 3000 }, (_, i) => order(i + 1));
  for (const space of [undefined, 1]) {
    const { log } = await readEventLog({
      file: files.write('all.json', `\ufeff${JSON.stringify(orders, null, space)}`),
    });
    expect([log.userIds.length, log.itemIds.at(-1)]).toEqual([3000, '3000']);
  }
  const cut = JSON.stringify(orders).slice(0, -50);
  const bad: unknown[] = [];
  await readEventLog({ file: files.write('cut.json', cut), onBadRow: ({ message }) => bad.push(message) });
  expect(bad).toEqual(['the array is not closed: the file may be truncated.']);
});

test('a file with our columns is ours, also beside the columns of an export', async () => {
  const file = files.write(
    'own.csv',
    [
      'user_id,item_id,event,timestamp,event_name,event_timestamp,user_pseudo_id,items',
      'u,A,purchase,2024-03-01,purchase,1709287200000000,p,[]',
    ].join('\n'),
  );
  const { format, log } = await readEventLog({ file });
  expect([format, log.userIds, log.itemIds]).toEqual(['csv', ['u'], ['A']]);
});

test('PostHog: properties that are not an object lack an item', async () => {
  const event = (properties: unknown) =>
    JSON.stringify({ event: 'Product Viewed', distinct_id: 'u', timestamp: '2024-03-01T10:00:00Z', properties });
  const file = files.write(
    'posthog.jsonl',
    [event('{"product_id":"A"}'), event('null'), event('"text"'), event('{'), event(null)].join('\n'),
  );
  const { log, omitted } = await readEventLog({ file, format: 'posthog' });
  expect([log.itemIds, [...omitted]]).toEqual([['A'], [['no-item', 4]]]);
});

test.each([
  [
    'ga4',
    (orderId: string) => ({
      event_name: 'purchase',
      event_timestamp: '1709287200000000',
      user_pseudo_id: 'u',
      items: [{ item_id: 'A' }, { item_id: 'B' }],
      ecommerce: { transaction_id: orderId },
    }),
  ],
  [
    'segment',
    (orderId: string) => ({
      event: 'Order Completed',
      userId: 'u',
      timestamp: '2024-03-01T10:00:00Z',
      properties: { order_id: orderId, products: [{ product_id: 'A' }, { product_id: 'B' }] },
    }),
  ],
] as const)('%s: an order that is reported again counts once', async (format, event) => {
  const records = ['T1', 'T1', 'T2', 'T1', '', ''].map((id) => JSON.stringify(event(id)));
  const { log, omitted } = await readEventLog({ file: files.write(`${format}.jsonl`, records.join('\n')), format });
  // T1, T2, and two orders without an id.
  expect(log.itemRows).toHaveLength(4 * 2);
  expect([...omitted]).toEqual([['duplicate', 2]]);
});

test('a JSON array: every element that is not an object is malformed', async () => {
  const row = '{"user_id":"u","item_id":"A","event":"view","timestamp":"2024-03-01"}';
  const lines: number[] = [];
  const { log, rowCount, badRowCount } = await readEventLog({
    file: files.write('array.json', `[1, "a, b", [2, 3],\n null,${row},${row}]\n trailing`),
    maxBadShare: 1,
    onBadRow: ({ line }) => void lines.push(line),
  });
  expect(log.itemRows).toHaveLength(2);
  expect([rowCount, badRowCount, lines]).toEqual([7, 5, [1, 1, 1, 2, 3]]);
});
