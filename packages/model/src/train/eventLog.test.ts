import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { EventLogBuilder, UNTIMED_GAP_MS } from './eventLog.js';

const VIEW = ACTION_TYPES.indexOf('view_item');
const BUY = ACTION_TYPES.indexOf('purchase');

test('columns contain each user in time order (stable)', () => {
  const builder = new EventLogBuilder();
  expect(builder.addItem('Z')).toBe(1);
  builder.add('u1', 'A', 'view_item', 30, 4, { device: 'phone' });
  builder.add('u2', 'B', 'purchase', 5);
  builder.add('u1', 'B', 'purchase', 10, 1e6);
  builder.add('u1', 'Z', 'view_item', 30);
  expect(builder.addItem('B')).toBe(3);
  expect(builder.build()).toEqual({
    userIds: ['u1', 'u2'],
    itemIds: ['Z', 'A', 'B'],
    offsets: Uint32Array.of(0, 3, 4),
    itemRows: Int32Array.of(3, 2, 1, 3),
    typeIndices: Uint8Array.of(BUY, VIEW, VIEW, BUY),
    timestampsMs: Float64Array.of(10, 30, 30, 5),
    listIndices: Int16Array.of(32_767, 4, -1, -1),
    contexts: { distinct: [{}, { device: 'phone' }], ofEvent: Uint32Array.of(0, 1, 0, 0) },
    timed: true,
  });
});

test('thousands of events in any order keep their columns together', () => {
  const random = seededRandom(9);
  const below = (count: number) => Math.floor(count * random());
  const events = Array.from({ length: 5000 }, (_, i) => ({ user: below(40), item: below(30), timeMs: below(900), i }));
  const builder = new EventLogBuilder();
  for (const { user, item, timeMs, i } of events) builder.add(`u${user}`, `i${item}`, 'view_item', timeMs, i);
  const { userIds, itemIds, offsets, itemRows, timestampsMs, listIndices } = builder.build();
  for (const [index, userId] of userIds.entries()) {
    const found = Array.from({ length: offsets[index + 1]! - offsets[index]! }, (_, k) => {
      const at = offsets[index]! + k;
      return [itemIds[itemRows[at]! - 1], timestampsMs[at], listIndices[at]];
    });
    const expected = events
      .filter(({ user }) => `u${user}` === userId)
      .sort((a, b) => a.timeMs - b.timeMs || a.i - b.i);
    expect(found).toEqual(expected.map(({ item, timeMs, i }) => [`i${item}`, timeMs, i]));
  }
});

test('without timestamps, events are one day apart', () => {
  const builder = new EventLogBuilder();
  for (const item of ['A', 'B', 'A']) builder.add('u', item, 'view_item');
  expect(UNTIMED_GAP_MS).toBe(24 * 3600 * 1000);
  expect([...builder.build().timestampsMs]).toEqual([0, 86_400_000, 172_800_000]);
  expect(builder.build().timed).toBe(false);
});

test('a log is timed only if every event has a timestamp', () => {
  const builder = new EventLogBuilder();
  builder.add('u', 'A', 'view_item', 0);
  expect(builder.build().timed).toBe(true);
  builder.add('u', 'A', 'view_item');
  builder.add('u', 'A', 'view_item', 2);
  expect(builder.build().timed).toBe(false);
});

test('an empty log', () => {
  const log = new EventLogBuilder().build();
  expect([log.userIds, log.itemIds, [...log.offsets], log.itemRows.length]).toEqual([[], [], [0], 0]);
});
