import type { ActionType } from '@aisle/core';
import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { splitByRule } from './splitByRule.js';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2024, 0, 1);

/** Each shopper comes on one day, and has these events an hour apart. Items differ. */
function shop(shoppers: number, types: readonly ActionType[], { days = 30, timed = true } = {}) {
  const builder = new EventLogBuilder();
  for (let i = 0; i < shoppers; i++) {
    const dayMs = FIRST_MS + Math.floor((i * days) / shoppers) * DAY_MS;
    types.forEach((type, j) => {
      builder.add(`u${i}`, `item-${(i + j) % 7}`, type, timed ? dayMs + j * 3_600_000 : undefined);
    });
  }
  return builder.build();
}

test('leave-one-out is chosen if it gives a hundred examples', () => {
  const { name, split } = splitByRule(shop(100, ['view_item', 'view_item', 'view_item', 'view_item']), 'next-item');
  expect([name, split.validation.length, split.test.length]).toEqual(['leave-one-out', 100, 100]);
});

test('a log in which everybody buys once is split by time', () => {
  const { name, split } = splitByRule(shop(3000, ['view_item', 'purchase']), 'next-purchase');
  // Of thirty days of a hundred shoppers, the last tenth of the events begins on the 28th.
  expect(name).toBe('time:2024-01-28');
  // The 27 days before it end with a tenth of 2.7 days, in which the shoppers of two days come.
  expect([split.validation.length, split.test.length, split.training.length]).toEqual([200, 300, 2500]);
});

test('shoppers are chosen if the validation part by time has few examples', () => {
  const { name, split } = splitByRule(shop(1200, ['view_item', 'purchase']), 'next-purchase');
  // Two days of forty shoppers are 80.
  expect([name, split.validation.length, split.test.length]).toEqual(['shoppers', 120, 120]);
});

test('orders of one day, or without times, are split by shoppers', () => {
  for (const options of [{ days: 1 }, { timed: false }]) {
    const { name, split } = splitByRule(shop(1000, ['purchase', 'purchase'], options), 'next-item');
    expect([name, split.validation.length, split.test.length]).toEqual(['shoppers', 100, 100]);
    expect(split.test[0]).toMatchObject({ userId: 'u900', history: [{ itemRow: 5 }], labelRow: 6 });
  }
});

test('orders of three products are split by time, because leave-one-out leaves one of them to train on', () => {
  const { name, split } = splitByRule(shop(3000, ['purchase', 'purchase', 'purchase']), 'next-item');
  // Two examples of each of the hundred shoppers of a day: three days of test, two of validation.
  expect([name, split.validation.length, split.test.length]).toEqual(['time:2024-01-28', 400, 600]);
});

test('a third of the steps is enough to train on', () => {
  const types = Array<ActionType>(4).fill('view_item');
  expect(splitByRule(shop(100, types), 'next-item').name).toBe('leave-one-out');
});

test('of splits with few examples, the one with most is chosen', () => {
  const { name, split } = splitByRule(shop(20, ['view_item', 'view_item', 'view_item', 'view_item']), 'next-item');
  expect([name, split.validation.length, split.test.length]).toEqual(['leave-one-out', 20, 20]);
});

test('without any example, leave-one-out stays', () => {
  const { name, split } = splitByRule(shop(20, ['view_item']), 'next-item');
  expect([name, split.training.length, split.test.length]).toEqual(['leave-one-out', 0, 0]);
});
