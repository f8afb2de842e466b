import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { LogIndex } from './logIndex.js';

const builder = new EventLogBuilder();
builder.add('ann', 'boots', 'view_item', 1);
builder.add('ben', 'hat', 'view_item', 2);
builder.add('ann', 'hat', 'view_item', 3);
const index = new LogIndex(builder.build());

test('itemRow counts from 1 and gives 0 for unknown items', () => {
  expect(['boots', 'hat', 'gloves'].map((itemId) => index.itemRow(itemId))).toEqual([1, 2, 0]);
});

test('userRange is empty for unknown users', () => {
  expect(index.userRange('ann')).toEqual({ start: 0, end: 2 });
  expect(index.userRange('ben')).toEqual({ start: 2, end: 3 });
  expect(index.userRange('cid')).toEqual({ start: 0, end: 0 });
});
