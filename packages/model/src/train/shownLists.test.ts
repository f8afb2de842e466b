import { expect, test } from 'vitest';
import { EventLogBuilder } from './eventLog.js';
import { shownLists } from './shownLists.js';

test('lists are events of one user and time, and clicks belong to the latest list with the item there', () => {
  const builder = new EventLogBuilder();
  for (const item of 'ABC') builder.addItem(item);
  const show = (user: string, items: string, atMs: number) => {
    for (const [index, item] of [...items].entries()) builder.add(user, item, 'view_item_list', atMs, index);
  };
  show('u', 'ABC', 10);
  builder.add('u', 'B', 'select_item', 15, 1);
  show('u', 'CB', 20);
  builder.add('u', 'B', 'select_item', 25, 1);
  builder.add('u', 'B', 'select_item', 26, 1);
  builder.add('u', 'A', 'select_item', 27, 2);
  builder.add('u', 'A', 'view_item', 28, 0);
  builder.add('u', 'A', 'view_item_list', 30);
  show('v', 'BA', 20);
  const lists = shownLists(builder.build());
  expect(lists.map(({ user, timestampMs, rows, clicks }) => [user, timestampMs, rows, [...clicks]])).toEqual([
    [0, 10, [1, 2, 3], [[1, { timestampMs: 15 }]]],
    [0, 20, [3, 2], [[1, { timestampMs: 25 }]]],
    [1, 20, [2, 1], []],
  ]);
});

test('two lists of one time are two lists', () => {
  const builder = new EventLogBuilder();
  for (const item of ['A', 'B', 'C']) builder.add('u', item, 'view_item_list', 10, item === 'B' ? 1 : 0);
  expect(shownLists(builder.build()).map(({ rows }) => rows)).toEqual([[1, 2], [3]]);
});
