import { SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS } from './baselines.js';
import type { TransitionCounting } from './transitionStrengths.js';

/** How the pairs of a history are counted into transitions. */
export type CountingRule = TransitionCounting & { readonly name: string };

/** Pairs further apart weigh almost nothing. A robot's history of thousands of actions would have millions of them. */
const MAX_GAP = 50;

const within = (minutes: number): CountingRule => ({
  name: `within ${minutes} min`,
  // e^-5 is below a hundredth.
  pairWeight: (_, elapsedMs) => (elapsedMs > 5 * minutes * 60_000 ? 0 : Math.exp(-elapsedMs / (minutes * 60_000))),
  maxGap: MAX_GAP,
  backwardShare: 1,
  fromExponent: 0.5,
  toExponent: 0,
});

const nearby = (backwardShare: number, fromExponent: number, toExponent: number): CountingRule => ({
  name: `nearby, backward ${backwardShare}, divided by n^${fromExponent} and n^${toExponent}`,
  pairWeight: SEQUENCE_TRANSITIONS.pairWeight,
  maxGap: MAX_GAP,
  backwardShare,
  fromExponent,
  toExponent,
});

/** The rules that the trainer tries. They are the same for every shop. Reports contain their names. */
export const COUNTING_RULES: readonly CountingRule[] = [
  nearby(0.5, 0.2, 0.25),
  nearby(0.3, 0.5, 0.25),
  nearby(1, 0.5, 0.25),
  { ...SESSION_TRANSITIONS, name: 'next in the session' },
];

/** Further rules for logs with timestamps. */
export const TIMED_COUNTING_RULES: readonly CountingRule[] = [
  within(2),
  // An item that was viewed, put into the cart and bought would count three times. On RetailRocket's validation examples,
  // NDCG@10 is .119 with half the weight, and .114 without.
  { ...within(2), name: 'within 2 min, carts and purchases half', choiceShare: 0.5 },
  within(5),
  within(60),
  within(24 * 60),
];

/** @returns undefined if this version has no rule of that name */
export function countingRuleNamed(name: string): CountingRule | undefined {
  return [...COUNTING_RULES, ...TIMED_COUNTING_RULES].find((rule) => rule.name === name);
}
