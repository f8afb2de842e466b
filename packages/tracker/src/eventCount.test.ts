import { beforeEach, expect, test } from 'vitest';
import { EventCount, NO_EVENTS } from './eventCount.js';

let count: EventCount;
beforeEach(() => {
  count = new EventCount();
});
const at = (seq: number, historyId = 'a') => ({ historyId, seq });

test('nothing is known before the events were counted', () => {
  expect(count.counted?.count).toBeUndefined();
  count.add(at(1));
  expect([count.counted?.count, count.follow(at(2))]).toEqual([undefined, false]);
});

test('an event that was read already does not count again', () => {
  count.counted = { ...at(5), count: 3 };
  expect(count.follow(at(5))).toBe(true);
  count.add(at(4));
  expect(count.counted?.count).toBe(3);
});

test('a gap means to count again: a message is lost, or events were removed', () => {
  count.counted = { ...at(5), count: 3 };
  expect([count.follow(at(6)), count.follow(at(8)), count.add(at(9)), count.add(at(11))]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(count.counted?.count).toBe(7);
  // The database has no event any more, and its next number is 12.
  count.counted = { ...at(0), count: 0 };
  expect([count.add(at(12)), count.counted?.count]).toEqual([false, 1]);
});

test('after an erase, late messages of the erased history do not count', () => {
  count.counted = { ...at(5), count: 3 };
  count.counted = NO_EVENTS;
  expect([count.follow(at(6)), count.counted?.count]).toEqual([false, 0]);
  count.add(at(6, 'b'));
  expect([count.follow(at(7)), count.counted?.count]).toEqual([false, 1]);
  expect([count.follow(at(7, 'b')), count.counted?.count]).toEqual([true, 2]);
});
