import { ACTION_TYPES } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import {
  actionsOfSteps as actions,
  plainExamples as examples,
  logOfSteps as log,
  plainTraining as training,
} from '../testing/steps.js';
import { leaveOneOut } from './leaveOneOut.js';
import { actionsOf, decisions, leaveItemOut, repeatShare } from './split.js';

test('actionsOf reads one user and drops unmodelled events', () => {
  const events = log({ u1: ['view A'], u2: ['list B', 'click C', 'view C', 'view D'], u3: ['view E'] });
  expect(actionsOf(events, 1)).toEqual([
    { itemRow: 3, typeIndex: ACTION_TYPES.indexOf('select_item'), timestampMs: 1 },
    { itemRow: 4, typeIndex: ACTION_TYPES.indexOf('view_item'), timestampMs: 3 },
  ]);
});

describe('decisions', () => {
  const buying = (...steps: string[]) =>
    decisions(actions(...steps), 'next-purchase').map(({ index, labelRow }) => [index, labelRow]);

  test('next-item: every action is a decision', () => {
    expect(decisions(actions('view B', 'buy A'), 'next-item')).toEqual([
      { index: 0, labelRow: 2 },
      { index: 1, labelRow: 1 },
    ]);
  });

  test('next-purchase: an item is decided when it goes into the cart', () => {
    expect(buying('view A', 'cart A', 'view B', 'buy A')).toEqual([[1, 1]]);
  });

  test('a purchase without a cart is the decision', () => {
    expect(buying('view A', 'view B', 'buy A')).toEqual([[2, 1]]);
  });

  test('removing an item from the cart cancels its decision', () => {
    expect(buying('cart A', 'uncart A', 'view B', 'buy A')).toEqual([[3, 1]]);
    expect(buying('cart A', 'uncart A', 'view B', 'cart A', 'buy A')).toEqual([[3, 1]]);
  });

  test('a cart without a purchase is not a decision', () => {
    expect(buying('view A', 'cart A')).toEqual([]);
    expect(buying('cart B', 'buy A')).toEqual([[1, 1]]);
  });

  test('items of one order are sorted by their decisions', () => {
    expect(buying('cart A', 'view C', 'cart B', 'buy B', 'buy A')).toEqual([
      [0, 1],
      [2, 2],
    ]);
    expect(buying('view A', 'cart B', 'buy A', 'buy B')).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  test('the first of two cart actions is the decision', () => {
    expect(buying('view B', 'cart A', 'cart A', 'buy A')).toEqual([[1, 1]]);
  });

  test('the next order of the same item is another decision', () => {
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
  test('the last item is the test, the one before it the validation', () => {
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

  test('users with three, two and one items', () => {
    const split = leaveOneOut(
      log({ three: ['view A', 'view B', 'view C'], two: ['view D', 'view E'], one: ['view F'] }),
      'next-item',
    );
    expect(examples(split.test)).toEqual([['three', [1, 2], 3]]);
    expect(examples(split.validation)).toEqual([['three', [1], 2]]);
    expect(training(split.training)).toEqual([
      [
        [4, 5],
        [5, 0],
      ],
    ]);
  });
});

describe('leaveOneOut, next-purchase', () => {
  const SHOPPER = [
    'view A',
    'cart A',
    'buy A',
    'view B',
    'cart B',
    'view C',
    'buy B',
    'view D',
    'view E',
    'buy D',
    'view F',
  ];

  test('histories end before the cart action of the label', () => {
    const split = leaveOneOut(log({ u: SHOPPER }), 'next-purchase');
    expect(examples(split.test)).toEqual([['u', [1, 1, 1, 2, 2, 3, 2, 4, 5], 4]]);
    expect(examples(split.validation)).toEqual([['u', [1, 1, 1, 2], 2]]);
    // After 'view A' the next decision is A. It is the last one of the training part.
    expect(training(split.training)).toEqual([
      [
        [1, 1, 1, 2],
        [1, 0, 0, 0],
      ],
    ]);
  });

  test('a purchase after the training part gives no label', () => {
    const split = leaveOneOut(
      log({ u: ['view A', 'cart B', 'view C', 'cart D', 'buy D', 'cart E', 'buy B', 'buy E'] }),
      'next-purchase',
    );
    expect(examples(split.test)).toEqual([['u', [1, 2, 3, 4, 4], 5]]);
    expect(examples(split.validation)).toEqual([['u', [1, 2, 3], 4]]);
    // The cart action of B is in the training part, its purchase is not.
    expect(training(split.training)).toEqual([
      [
        [1, 2, 3],
        [0, 0, 0],
      ],
    ]);
  });

  test('one purchase is for training and labels every earlier action', () => {
    const split = leaveOneOut(log({ u: ['view A', 'view B', 'cart B', 'buy B'] }), 'next-purchase');
    expect([split.test, split.validation]).toEqual([[], []]);
    expect(training(split.training)).toEqual([
      [
        [1, 2, 2, 2],
        [2, 2, 0, 0],
      ],
    ]);
  });

  test('a history without purchases has no labels', () => {
    const split = leaveOneOut(log({ u: ['view A', 'cart A'] }), 'next-purchase');
    expect(training(split.training)).toEqual([
      [
        [1, 1],
        [0, 0],
      ],
    ]);
  });

  test('a decision without earlier actions is not an example', () => {
    const split = leaveOneOut(log({ u: ['buy A', 'view B', 'buy B'] }), 'next-purchase');
    expect(split.validation).toEqual([]);
    expect(examples(split.test)).toEqual([['u', [1, 2], 2]]);
    expect(split.training).toEqual([]);
  });
});

describe('leaveItemOut', () => {
  test('next-purchase: removes all events with the last bought item', () => {
    const split = leaveItemOut(
      log({ u: ['view A', 'view B', 'cart A', 'buy C', 'cart B', 'buy A', 'view B', 'view A', 'buy B', 'view D'] }),
      'next-purchase',
    );
    expect(examples(split.validation)).toEqual([['u', [1, 1, 3, 1, 1, 4], 2]]);
    // The decisions are A at the second of these actions and C at the third.
    expect(training(split.training)).toEqual([
      [
        [1, 1, 3, 1, 1, 4],
        [1, 3, 0, 0, 0, 0],
      ],
    ]);
    expect(split.test).toEqual([]);
    // Now the decision for B, when it went into the cart, is the third one.
    expect(training(split.refit)).toEqual([
      [
        [1, 2, 1, 3, 2, 1, 2, 1, 2, 4],
        [1, 1, 3, 2, 0, 0, 0, 0, 0, 0],
      ],
    ]);
  });

  test('no part has an event of a user with its test item', () => {
    const events = log({
      u: ['view A', 'buy B', 'view C', 'buy D', 'view C'],
      v: ['view C', 'buy A', 'buy D'],
      w: ['view C', 'buy C'],
    });
    // Rows by first occurrence: A 1, B 2, C 3, D 4. The label of w is unknown to the log.
    const split = leaveItemOut(events, 'next-purchase', [
      { userId: 'u', labelRow: 4 },
      { userId: 'v', labelRow: 1 },
      { userId: 'u', labelRow: 3 },
      { userId: 'w', labelRow: 0 },
    ]);
    expect(examples(split.validation)).toEqual([
      ['u', [1], 2],
      ['v', [3], 4],
    ]);
    expect(training(split.training)).toEqual([
      [
        [3, 3],
        [3, 0],
      ],
    ]);
    expect(training(split.refit)).toEqual([
      [
        [1, 2],
        [2, 0],
      ],
      [
        [3, 4],
        [4, 0],
      ],
      [
        [3, 3],
        [3, 0],
      ],
    ]);
  });

  test('next-item: removes all events with the last item', () => {
    const split = leaveItemOut(log({ u: ['view A', 'view B', 'buy C', 'view A', 'view B'] }), 'next-item');
    expect(examples(split.validation)).toEqual([['u', [1, 3, 1], 2]]);
    expect(training(split.training)).toEqual([
      [
        [1, 3, 1],
        [3, 1, 0],
      ],
    ]);
  });

  test('users without a purchase or another item are for training only', () => {
    const split = leaveItemOut(
      log({ idle: ['view A', 'cart B'], single: ['view C', 'buy C'], one: ['buy D'] }),
      'next-purchase',
    );
    expect(split.validation).toEqual([]);
    expect(training(split.training)).toEqual([
      [
        [1, 2],
        [0, 0],
      ],
      [
        [3, 3],
        [3, 0],
      ],
    ]);
  });

  test('a click and a view become one action once the item is removed', () => {
    const split = leaveItemOut(log({ u: ['click A', 'buy B', 'view A'] }), 'next-purchase');
    expect(examples(split.validation)).toEqual([['u', [1], 2]]);
  });
});

describe('repeatShare', () => {
  const history = (steps: string[], labels: number[]) => ({
    actions: actions(...steps),
    labelRows: Int32Array.from(labels),
  });

  test('counts labels that the earlier history contains', () => {
    // 1 after [1]: repeat. 2 after [1, 1]: new. 1 after [1, 1, 2]: repeat. The last has no label.
    expect(repeatShare([history(['view A', 'view A', 'view B', 'view A'], [1, 2, 1, 0])])).toBeCloseTo(2 / 3, 12);
    expect(repeatShare([history(['view A', 'view B'], [2, 0]), history(['view C', 'view C'], [3, 0])])).toBe(1 / 2);
  });

  test('no labels', () => {
    expect(repeatShare([])).toBe(0);
  });
});
