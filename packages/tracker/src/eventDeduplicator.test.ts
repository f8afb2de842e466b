import { parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { EventDeduplicator } from './eventDeduplicator.js';

const view = (...ids: string[]) => parseEvent({ type: 'view_item', items: ids.map((item_id) => ({ item_id })) }, 0);

test('a report by another source is a duplicate, once per first report', () => {
  const deduplicator = new EventDeduplicator();
  expect(deduplicator.isDuplicate('ga4', view('a'), 0)).toBe(false);
  expect(deduplicator.isDuplicate('attributes', view('a'), 10)).toBe(true);
  expect(deduplicator.isDuplicate('structured-data', view('a'), 20)).toBe(true);
  // A second report by one source is another action, which the other sources report again.
  expect(deduplicator.isDuplicate('ga4', view('a'), 30)).toBe(false);
  expect(deduplicator.isDuplicate('attributes', view('a'), 40)).toBe(true);
  expect(deduplicator.isDuplicate('attributes', view('a'), 50)).toBe(false);
});

test('other items, other types and later times are other actions', () => {
  const deduplicator = new EventDeduplicator();
  expect(deduplicator.isDuplicate('ga4', view('a', 'b'), 0)).toBe(false);
  expect(deduplicator.isDuplicate('page', view('b', 'a'), 1)).toBe(true);
  expect(deduplicator.isDuplicate('page', view('a'), 2)).toBe(false);
  expect(deduplicator.isDuplicate('page', parseEvent({ type: 'add_to_cart', items: [{ item_id: 'a' }] }, 0), 3)).toBe(
    false,
  );
  expect(deduplicator.isDuplicate('ga4', view('a'), 2 + 4_999)).toBe(true);
  expect(deduplicator.isDuplicate('structured-data', view('a'), 2 + 5_000)).toBe(false);
});

const list = (ids: readonly string[], item_list_id?: string) =>
  parseEvent(
    { type: 'view_item_list', items: ids.map((item_id) => ({ item_id })), ...(item_list_id && { item_list_id }) },
    0,
  );

test.each([
  ['the same items', list(['a', 'b'], 'related'), list(['a', 'b'], 'bestsellers'), true],
  ['fewer items of the same beginning', list(['a', 'b', 'c'], 'related'), list(['a', 'b'], 'Related'), true],
  ['the same name and beginning', list(['a', 'b'], 'related'), list(['a', 'c', 'd'], 'related'), true],
  ['one item', list(['a'], 'related'), list(['a']), true],
  ['the same beginning and other items', list(['a', 'b'], 'related'), list(['a', 'c'], 'bestsellers'), false],
  ['the same beginning and no names', list(['a', 'b']), list(['a', 'c']), false],
  ['one item and more', list(['a'], 'related'), list(['a', 'c'], 'bestsellers'), false],
  ['another order', list(['a', 'b']), list(['b', 'a']), false],
])('two sources report a list with %s', (_, first, second, isDuplicate) => {
  const deduplicator = new EventDeduplicator();
  expect(deduplicator.isDuplicate('ga4', first, 0)).toBe(false);
  expect(deduplicator.isDuplicate('attributes', second, 1)).toBe(isDuplicate);
});

const refund = (transaction_id: string, ...ids: string[]) =>
  parseEvent(
    { type: 'refund', transaction_id, ...(ids.length > 0 && { items: ids.map((item_id) => ({ item_id })) }) },
    0,
  );
const promotion = (fields: object) => parseEvent({ type: 'select_promotion', ...fields }, 0);

test.each([
  ['the same refund', refund('T', 'a'), refund('T', 'a'), true],
  ['refunds of two orders', refund('T'), refund('U'), false],
  ['refunds of an item and of its order', refund('T', 'a'), refund('T'), false],
  [
    'the same promotion',
    promotion({ promotion_id: 'P', promotion_name: 'Sale' }),
    promotion({ promotion_id: 'P' }),
    true,
  ],
  ['two promotions', promotion({ promotion_id: 'P' }), promotion({ promotion_id: 'Q' }), false],
  ['two promotions without ids', promotion({ promotion_name: 'P' }), promotion({ promotion_name: 'Q' }), false],
])('two sources report %s', (_, first, second, isDuplicate) => {
  const deduplicator = new EventDeduplicator();
  expect(deduplicator.isDuplicate('ga4', first, 0)).toBe(false);
  expect(deduplicator.isDuplicate('attributes', second, 1)).toBe(isDuplicate);
});

test('an action from before the clock was set back is another one', () => {
  const deduplicator = new EventDeduplicator();
  expect(deduplicator.isDuplicate('ga4', view('a'), 3_600_000)).toBe(false);
  expect(deduplicator.isDuplicate('page', view('a'), 0)).toBe(false);
});
