import { ACTION_TYPES } from '@aisle/core';
import type { Action } from '@aisle/model';
import type { Example } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { companionExamples, truncated } from './examples.js';

const action = (itemRow: number, type: (typeof ACTION_TYPES)[number] = 'view_item'): Action => ({
  itemRow,
  typeIndex: ACTION_TYPES.indexOf(type),
  timestampMs: 0,
});
const example = (labelRow: number, ...history: readonly Action[]): Example => ({ userId: 'u', history, labelRow });

test('companion examples follow a purchase, and their answer is new', () => {
  const bought = action(1, 'purchase');
  const wanted = example(3, action(2), bought, action(4));
  const examples = [wanted, example(4, bought, action(4)), example(3, action(1)), example(0, bought)];
  expect(companionExamples(examples)).toEqual([wanted]);
});

test('without purchases, every example with a new answer counts', () => {
  const wanted = example(3, action(1), action(2));
  expect(companionExamples([wanted, example(2, action(2))])).toEqual([wanted]);
});

test('truncated keeps the latest actions', () => {
  const [whole] = [example(9, action(1), action(2), action(3))];
  expect(truncated([whole], 2)[0]!.history.map(({ itemRow }) => itemRow)).toEqual([2, 3]);
  expect(truncated([whole], 0)[0]!.history).toEqual([]);
});
