import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import { SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS, transitionScorer } from './baselines.js';
import { COUNTING_RULES, TIMED_COUNTING_RULES } from './countingRules.js';
import type { TrainingHistory } from './split.js';
import { type TransitionCounting, transitionStrengths } from './transitionStrengths.js';

const [VIEW, CART] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('add_to_cart')] as [number, number];

/** Histories of given rows. Every third action is a cart. Actions are some seconds to some hours apart. */
const trainingOn = (...users: readonly (readonly number[])[]): TrainingHistory[] =>
  users.map((rows) => ({
    actions: rows.map((itemRow, i) => ({
      itemRow,
      typeIndex: i % 3 === 1 ? CART : VIEW,
      timestampMs: i * i * 40_000,
    })),
    labelRows: new Int32Array(rows.length),
  }));

/** Counts all pairs at once, action by action, as the definition says. */
function countAllPairs(
  training: readonly TrainingHistory[],
  itemCount: number,
  { pairWeight, maxGap, backwardShare, choiceShare = 1, fromExponent, toExponent }: TransitionCounting,
): Map<number, number>[] {
  const table = Array.from({ length: itemCount + 1 }, () => new Map<number, number>());
  const counts = new Float64Array(itemCount + 1);
  const add = (from: Action, to: Action, weight: number) => {
    const counted = weight * (to.typeIndex === CART ? choiceShare : 1);
    table[from.itemRow]!.set(to.itemRow, (table[from.itemRow]!.get(to.itemRow) ?? 0) + counted);
  };
  for (const { actions } of training) {
    for (const { itemRow } of actions) counts[itemRow]! += 1;
    for (const [later, to] of actions.entries()) {
      for (let earlier = Math.max(0, later - maxGap); earlier < later; earlier++) {
        const from = actions[earlier]!;
        const weight = pairWeight(later - earlier, to.timestampMs - from.timestampMs);
        if (weight === 0) continue;
        add(from, to, weight);
        if (backwardShare > 0) add(to, from, weight * backwardShare);
      }
    }
  }
  for (const [from, transitions] of table.entries())
    for (const [to, weight] of transitions)
      transitions.set(to, weight * (counts[from]! + 1) ** -fromExponent * (counts[to]! + 1) ** -toExponent);
  return table;
}

const RULES = {
  'all pairs': SEQUENCE_TRANSITIONS,
  ...Object.fromEntries([...COUNTING_RULES, ...TIMED_COUNTING_RULES].map((rule) => [rule.name, rule])),
};

describe('transitionStrengths', () => {
  test('divides by the counts of both items', () => {
    // User 1 2 1: forwards 1→2 = 1, 2→1 = 1, 1→1 = .9; backwards half of it: 2→1 + .5, 1→2 + .5, 1→1 + .45.
    const transitionsOf = transitionStrengths(trainingOn([1, 2, 1]), 3, SEQUENCE_TRANSITIONS);
    const [count1, count2] = [3, 2];
    expect([1, 2, 3].map((row) => [...transitionsOf(row).toRows])).toEqual([[1, 2], [1], []]);
    expect(transitionsOf(1).strengths[0]).toBeCloseTo(1.35 * count1 ** -0.2 * count1 ** -0.25, 12);
    expect(transitionsOf(1).strengths[1]).toBeCloseTo(1.5 * count1 ** -0.2 * count2 ** -0.25, 12);
    expect(transitionsOf(2).strengths[0]).toBeCloseTo(1.5 * count2 ** -0.2 * count1 ** -0.25, 12);
  });

  test('pairs towards carts count choiceShare times', () => {
    // Views of 1 and 3, and a cart of 2 between them.
    const rule: TransitionCounting = { ...SEQUENCE_TRANSITIONS, choiceShare: 0.5, fromExponent: 0, toExponent: 0 };
    const transitionsOf = transitionStrengths(trainingOn([1, 2, 3]), 3, rule);
    expect([...transitionsOf(1).strengths]).toEqual([0.5, 0.9]);
    expect([...transitionsOf(2).strengths]).toEqual([0.5, 1]);
    expect([...transitionsOf(3).strengths]).toEqual([0.45, 0.25]);
  });

  test.each(Object.entries(RULES))('%s: has the same bits as counting all pairs at once', (_, rule) => {
    const random = seededRandom(3);
    // Short histories, and one that returns to few items over hundreds of actions.
    const lengths = [0, 1, 2, ...Array.from({ length: 40 }, () => Math.floor(12 * random())), 300];
    const training = trainingOn(
      ...lengths.map((length) => Array.from({ length }, () => 1 + Math.floor(30 * random() ** 3))),
    );
    const transitionsOf = transitionStrengths(training, 30, rule);
    for (const [row, expected] of countAllPairs(training, 30, rule).entries()) {
      const { toRows, strengths } = transitionsOf(row);
      expect([...toRows]).toEqual([...expected.keys()].sort((a, b) => a - b));
      expect([...strengths]).toEqual(Array.from(toRows, (to) => expected.get(to)));
    }
  });
});

test('transitionScorer scores the same with room for one item only', () => {
  const random = seededRandom(4);
  const rows = () => Array.from({ length: 6 }, () => 1 + Math.floor(20 * random()));
  const training = trainingOn(...Array.from({ length: 30 }, rows));
  const [all, one] = [1e6, 1].map((room) => transitionScorer(training, 20, SESSION_TRANSITIONS, room));
  for (const { actions } of trainingOn(...Array.from({ length: 20 }, rows)))
    expect([...one!(actions)]).toEqual([...all!(actions)]);
});
