import { ACTION_TYPES, type ActionType } from '@aisle/core';
import { expect, test } from 'vitest';
import type { Action } from '../action.js';
import type { SessionTarget } from '../heads/sessionTarget.js';
import { sessionExamples } from './sessionExamples.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const at = (minutes: number, type: ActionType, itemRow: number): Action => ({
  timestampMs: minutes * MINUTE_MS,
  typeIndex: ACTION_TYPES.indexOf(type),
  itemRow,
});
const DAY = 1440;
/** A session with an order of item 1, and one eight days later that puts item 2 into the cart and buys item 3. */
const HISTORY = [
  at(0, 'view_item', 1),
  at(1, 'add_to_cart', 1),
  at(2, 'purchase', 1),
  at(8 * DAY, 'add_to_cart', 2),
  at(8 * DAY + 1, 'purchase', 3),
];
const LATE_MS = 200 * DAY_MS;
const outcomes = (target: SessionTarget, endMs = LATE_MS) =>
  sessionExamples(HISTORY, target, endMs).map(({ known, outcome }) => [known, outcome]);

test('a purchase counts only after the moment, in the same session', () => {
  expect(outcomes('purchase-in-session')).toEqual([
    [1, 1],
    [2, 1],
    [3, 0],
    [4, 1],
    [5, 0],
  ]);
});

test('a cart is completed by a purchase of an item in it', () => {
  expect(outcomes('cart-completion')).toEqual([
    [2, 1],
    [4, 0],
  ]);
});

test('an order within 7 days does not reach the eighth day', () => {
  expect(outcomes('order-within-7').slice(0, 3)).toEqual([
    [1, 1],
    [2, 1],
    [3, 0],
  ]);
  expect(outcomes('order-within-30')[2]).toEqual([3, 1]);
});

test('questions that the log cannot answer yet are left out', () => {
  const lastMs = HISTORY.at(-1)!.timestampMs;
  expect(outcomes('purchase-in-session', lastMs).map(([known]) => known)).toEqual([1, 2, 3]);
  expect(outcomes('order-within-30', lastMs)).toEqual([]);
});

test('no question is asked between the items of an order', () => {
  const order = [at(0, 'purchase', 1), at(0, 'purchase', 2)];
  expect(sessionExamples(order, 'purchase-in-session', LATE_MS).map(({ known }) => known)).toEqual([2]);
});

test('what happens later changes no question before it, only its outcome', () => {
  const questions = (actions: readonly Action[]) =>
    sessionExamples(actions, 'order-within-7', LATE_MS).map(({ outcome: _, ...question }) => question);
  expect(questions(HISTORY).slice(0, 1)).toEqual(questions(HISTORY.slice(0, 1)));
});
