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

test('lists with the same first item are the same list', () => {
  const deduplicator = new EventDeduplicator();
  const list = (...ids: string[]) =>
    parseEvent({ type: 'view_item_list', items: ids.map((item_id) => ({ item_id })) }, 0);
  expect(deduplicator.isDuplicate('ga4', list('a', 'b', 'c'), 0)).toBe(false);
  expect(deduplicator.isDuplicate('attributes', list('a', 'b'), 1)).toBe(true);
  expect(deduplicator.isDuplicate('attributes', list('b', 'a'), 2)).toBe(false);
});
