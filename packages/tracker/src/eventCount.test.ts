import { beforeEach, expect, test } from 'vitest';
import { EventCount, NO_EVENTS } from './eventCount.js';

let count: EventCount;
beforeEach(() => {
  count = new EventCount(10);
});
const at = (seq: number, historyId = 'a') => ({ historyId, seq });

test('nothing is known before the events were counted', () => {
  expect(count.value).toBeUndefined();
  count.add(at(1));
  expect([count.value, count.follow(at(2))]).toEqual([undefined, false]);
});

test('an event that was read already does not count again', () => {
  count.set({ ...at(5), count: 3 });
  expect(count.follow(at(5))).toBe(true);
  count.add(at(4));
  expect(count.value).toBe(3);
});

test('an event whose message is lost counts with the next one', () => {
  count.set({ ...at(5), count: 3 });
  count.follow(at(7));
  count.add(at(8));
  expect(count.value).toBe(6);
});

test('the retention limits the number', () => {
  count.set({ ...at(9), count: 9 });
  count.follow(at(12));
  expect(count.value).toBe(10);
});

test('after an erase, late messages of the erased history do not count', () => {
  count.set({ ...at(5), count: 3 });
  count.set(NO_EVENTS);
  expect([count.follow(at(6)), count.value]).toEqual([false, 0]);
  count.add(at(6, 'b'));
  expect([count.follow(at(7)), count.value]).toEqual([false, 1]);
  expect([count.follow(at(7, 'b')), count.value]).toEqual([true, 2]);
});
