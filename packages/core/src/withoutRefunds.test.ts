import { expect, test } from 'vitest';
import { type EventInput, parseEvent } from './events.js';
import { itemsPurchased } from './excludedItems.js';
import { withoutRefunds } from './withoutRefunds.js';

type Line = string | readonly [itemId: string, quantity: number];
const itemsOf = (lines: readonly Line[]) =>
  lines.map((line) => (typeof line === 'string' ? { item_id: line } : { item_id: line[0], quantity: line[1] }));
const purchase = (transaction_id: string | undefined, ...lines: readonly Line[]) =>
  parseEvent({ type: 'purchase', transaction_id, items: itemsOf(lines) } as EventInput, 0);
const refund = (transaction_id: string, ...lines: readonly Line[]) =>
  parseEvent({ type: 'refund', transaction_id, ...(lines.length > 0 && { items: itemsOf(lines) }) }, 0);

test.each([
  ['a refund of the whole order', [purchase('T', 'a', 'b'), refund('T')], []],
  ['a refund of one item', [purchase('T', 'a', 'b'), refund('T', 'a')], ['b']],
  ['a refund of each item', [purchase('T', 'a', 'b'), refund('T', 'a'), refund('T', 'b')], []],
  ['a refund of one of two units', [purchase('T', ['a', 2]), refund('T', ['a', 1])], ['a']],
  ['refunds of both units', [purchase('T', ['a', 2]), refund('T', ['a', 1]), refund('T', ['a', 1])], []],
  ['a refund of one of two lines of an item', [purchase('T', 'a', 'a'), refund('T', ['a', 1])], ['a']],
  ['a refund of all units', [purchase('T', ['a', 2]), refund('T', 'a')], []],
  ['a refund of an item, then of the order', [purchase('T', 'a', 'b'), refund('T', 'a'), refund('T')], []],
  ['a refund of the order, then of an item', [purchase('T', 'a', 'b'), refund('T'), refund('T', 'a')], []],
  ['an order that was reported twice', [purchase('T', 'a'), purchase('T', 'a'), refund('T')], []],
  ['another order of the same item', [purchase('T', 'a'), purchase('U', 'a'), refund('T')], ['a']],
  ['a refund of another order', [purchase('T', 'a'), refund('U', 'a')], ['a']],
  ['a purchase without a transaction id', [purchase(undefined, 'a'), refund('T', 'a')], ['a']],
])('purchased items after %s', (_, events, expected) => {
  expect([...itemsPurchased(events)]).toEqual(expected);
});

test('events without a refund are returned as they are', () => {
  const events = [purchase('T', 'a')];
  expect(withoutRefunds(events)).toBe(events);
});

test('a refund removes nothing but purchases', () => {
  const events = [
    parseEvent({ type: 'view_item', items: itemsOf(['a']) }, 0),
    purchase('T', 'a', 'b'),
    refund('T', 'a'),
  ];
  expect(withoutRefunds(events)).toEqual([events[0], purchase('T', 'b'), events[2]]);
});
