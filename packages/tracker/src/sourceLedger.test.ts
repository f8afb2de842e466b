import { parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { SourceLedger } from './sourceLedger.js';

const view = (...ids: string[]) => parseEvent({ type: 'view_item', items: ids.map((item_id) => ({ item_id })) }, 0);

test('what another source told of is known, once for each time that it was told', () => {
  const ledger = new SourceLedger();
  expect(ledger.isKnown('ga4', view('a'), 0)).toBe(false);
  expect(ledger.isKnown('attributes', view('a'), 10)).toBe(true);
  expect(ledger.isKnown('structured-data', view('a'), 20)).toBe(true);
  // A source that tells again means another act, which the others tell of again.
  expect(ledger.isKnown('ga4', view('a'), 30)).toBe(false);
  expect(ledger.isKnown('attributes', view('a'), 40)).toBe(true);
  expect(ledger.isKnown('attributes', view('a'), 50)).toBe(false);
});

test('other items, other kinds and other times are other acts', () => {
  const ledger = new SourceLedger();
  expect(ledger.isKnown('ga4', view('a', 'b'), 0)).toBe(false);
  expect(ledger.isKnown('page', view('b', 'a'), 1)).toBe(true);
  expect(ledger.isKnown('page', view('a'), 2)).toBe(false);
  expect(ledger.isKnown('page', parseEvent({ type: 'add_to_cart', items: [{ item_id: 'a' }] }, 0), 3)).toBe(false);
  expect(ledger.isKnown('ga4', view('a'), 2 + 4_999)).toBe(true);
  expect(ledger.isKnown('structured-data', view('a'), 2 + 5_000)).toBe(false);
});

test('lists are the same where they begin the same: sources tell of different lengths', () => {
  const ledger = new SourceLedger();
  const list = (...ids: string[]) => parseEvent({ type: 'view_item_list', items: ids.map((item_id) => ({ item_id })) }, 0);
  expect(ledger.isKnown('ga4', list('a', 'b', 'c'), 0)).toBe(false);
  expect(ledger.isKnown('attributes', list('a', 'b'), 1)).toBe(true);
  expect(ledger.isKnown('attributes', list('b', 'a'), 2)).toBe(false);
});
