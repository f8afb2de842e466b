import { EVENT_TYPES, type EventType } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from '../featurize.js';
import { EventLogBuilder } from './eventLog.js';
import { actionsOf, decisions, leaveOneOut, repeatShare, type TrainingHistory } from './split.js';

const TYPES = { view: 'view_item', click: 'select_item', cart: 'add_to_cart', uncart: 'remove_from_cart', buy: 'purchase', list: 'view_item_list' } as const;
type Word = keyof typeof TYPES;
/** 'view A' to a pair; items are single capital letters, A is row 1. */
const read = (step: string) => {
  const [word, item] = step.split(' ') as [Word, string];
  return { type: TYPES[word] as EventType, item, itemRow: item.charCodeAt(0) - 64 };
};
const actions = (...steps: string[]): Action[] =>
  steps.map((step, timestampMs) => ({ itemRow: read(step).itemRow, typeIndex: EVENT_TYPES.indexOf(read(step).type), timestampMs }));

function log(users: Readonly<Record<string, readonly string[]>>) {
  const builder = new EventLogBuilder();
  for (const item of 'ABCDEF') builder.addItem(item);
  for (const [user, steps] of Object.entries(users)) {
    steps.forEach((step, timestampMs) => builder.add(user, read(step).item, read(step).type, timestampMs));
  }
  return builder.build();
}

const rows = (history: readonly Action[]) => history.map(({ itemRow }) => itemRow);
const examples = (found: readonly { userId: string; history: readonly Action[]; labelRow: number }[]) =>
  found.map(({ userId, history, labelRow }) => [userId, rows(history), labelRow]);
const training = (found: readonly TrainingHistory[]) => found.map((history) => [rows(history.actions), [...history.labelRows]]);

test('actionsOf reads one user and drops what the model does not read', () => {
  const events = log({ u1: ['view A'], u2: ['list B', 'click C', 'view C', 'view D'], u3: ['view E'] });
  expect(actionsOf(events, 1)).toEqual([
    { itemRow: 3, typeIndex: EVENT_TYPES.indexOf('select_item'), timestampMs: 1 },
    { itemRow: 4, typeIndex: EVENT_TYPES.indexOf('view_item'), timestampMs: 3 },
  ]);
});

describe('decisions', () => {
  const buying = (...steps: string[]) => decisions(actions(...steps), 'next-purchase').map(({ index, labelRow }) => [index, labelRow]);

  test('next-item: every action', () => {
    expect(decisions(actions('view B', 'buy A'), 'next-item')).toEqual([
      { index: 0, labelRow: 2 },
      { index: 1, labelRow: 1 },
    ]);
  });

  test('next-purchase: an item is decided when it goes into the cart', () => {
    expect(buying('view A', 'cart A', 'view B', 'buy A')).toEqual([[1, 1]]);
  });

  test('a purchase without a cart is the decision itself', () => {
    expect(buying('view A', 'view B', 'buy A')).toEqual([[2, 1]]);
  });

  test('an item taken out of the cart is open again', () => {
    expect(buying('cart A', 'uncart A', 'view B', 'buy A')).toEqual([[3, 1]]);
    expect(buying('cart A', 'uncart A', 'view B', 'cart A', 'buy A')).toEqual([[3, 1]]);
  });

  test('a cart without a purchase is none', () => {
    expect(buying('view A', 'cart A')).toEqual([]);
    expect(buying('cart B', 'buy A')).toEqual([[1, 1]]);
  });

  test('two items of one order come in the order in which they were decided', () => {
    expect(buying('cart A', 'view C', 'cart B', 'buy B', 'buy A')).toEqual([
      [0, 1],
      [2, 2],
    ]);
    expect(buying('view A', 'cart B', 'buy A', 'buy B')).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  test('put into the cart twice, the first time counts', () => {
    expect(buying('view B', 'cart A', 'cart A', 'buy A')).toEqual([[1, 1]]);
  });

  test('the next order of the same item is a decision of its own', () => {
    expect(buying('cart A', 'buy A', 'view B', 'cart A', 'buy A')).toEqual([
      [0, 1],
      [3, 1],
    ]);
    expect(buying('cart A', 'buy A', 'view B', 'buy A')).toEqual([
      [0, 1],
      [3, 1],
    ]);
  });
});

describe('leaveOneOut, next-item', () => {
  test('last item tests, the one before validates, the rest trains', () => {
    const split = leaveOneOut(log({ u: ['view A', 'view B', 'cart C', 'buy D', 'view E'] }), 'next-item');
    expect(examples(split.test)).toEqual([['u', [1, 2, 3, 4], 5]]);
    expect(examples(split.validation)).toEqual([['u', [1, 2, 3], 4]]);
    expect(training(split.training)).toEqual([
      [
        [1, 2, 3],
        [2, 3, 0],
      ],
    ]);
  });

  test('three items give both up and leave nothing to train on; two train only; one is of no use', () => {
    const split = leaveOneOut(log({ three: ['view A', 'view B', 'view C'], two: ['view D', 'view E'], one: ['view F'] }), 'next-item');
    expect(examples(split.test)).toEqual([['three', [1, 2], 3]]);
    expect(examples(split.validation)).toEqual([['three', [1], 2]]);
    expect(training(split.training)).toEqual([
      [
        [4, 5],
        [5, 0],
      ],
    ]);
  });

  test('with the test from elsewhere the last item validates', () => {
    const split = leaveOneOut(log({ three: ['view A', 'view B', 'view C'], two: ['view D', 'view E'], one: ['view F'] }), 'next-item', true);
    expect(split.test).toEqual([]);
    expect(examples(split.validation)).toEqual([
      ['three', [1, 2], 3],
      ['two', [4], 5],
    ]);
    expect(training(split.training)).toEqual([
      [
        [1, 2],
        [2, 0],
      ],
    ]);
  });
});

describe('leaveOneOut, next-purchase', () => {
  const SHOPPER = ['view A', 'cart A', 'buy A', 'view B', 'cart B', 'view C', 'buy B', 'view D', 'view E', 'buy D', 'view F'];

  test('histories end before the cart of the order, so that the answer is not in them', () => {
    const split = leaveOneOut(log({ u: SHOPPER }), 'next-purchase');
    expect(examples(split.test)).toEqual([['u', [1, 1, 1, 2, 2, 3, 2, 4, 5], 4]]);
    expect(examples(split.validation)).toEqual([['u', [1, 1, 1, 2], 2]]);
    // After 'view A' the next decision is A. After it there is none left in the training part.
    expect(training(split.training)).toEqual([
      [
        [1, 1, 1, 2],
        [1, 0, 0, 0],
      ],
    ]);
  });

  test('with the test from elsewhere the last decision validates', () => {
    const split = leaveOneOut(log({ u: SHOPPER }), 'next-purchase', true);
    expect(split.test).toEqual([]);
    expect(examples(split.validation)).toEqual([['u', [1, 1, 1, 2, 2, 3, 2, 4, 5], 4]]);
    expect(training(split.training)).toEqual([
      [
        [1, 1, 1, 2, 2, 3, 2, 4, 5],
        [1, 2, 2, 2, 0, 0, 0, 0, 0],
      ],
    ]);
  });

  test('one purchase trains only, and labels every action before its decision', () => {
    const split = leaveOneOut(log({ u: ['view A', 'view B', 'cart B', 'buy B'] }), 'next-purchase');
    expect([split.test, split.validation]).toEqual([[], []]);
    expect(training(split.training)).toEqual([
      [
        [1, 2, 2, 2],
        [2, 2, 0, 0],
      ],
    ]);
  });

  test('no purchase: a history without labels', () => {
    const split = leaveOneOut(log({ u: ['view A', 'cart A'] }), 'next-purchase');
    expect(training(split.training)).toEqual([
      [
        [1, 1],
        [0, 0],
      ],
    ]);
  });

  test('a decision that is the first action has no history to be foreseen from', () => {
    const split = leaveOneOut(log({ u: ['buy A', 'view B', 'buy B'] }), 'next-purchase');
    expect(split.validation).toEqual([]);
    expect(examples(split.test)).toEqual([['u', [1, 2], 2]]);
    expect(split.training).toEqual([]);
  });
});

describe('repeatShare', () => {
  const history = (steps: string[], labels: number[]) => ({ actions: actions(...steps), labelRows: Int32Array.from(labels) });

  test('labels that the history up to them already holds', () => {
    // 1 after [1]: repeat. 2 after [1, 1]: new. 1 after [1, 1, 2]: repeat. The last has no label.
    expect(repeatShare([history(['view A', 'view A', 'view B', 'view A'], [1, 2, 1, 0])])).toBeCloseTo(2 / 3, 12);
    expect(repeatShare([history(['view A', 'view B'], [2, 0]), history(['view C', 'view C'], [3, 0])])).toBe(1 / 2);
  });

  test('no labels', () => {
    expect(repeatShare([])).toBe(0);
  });
});
