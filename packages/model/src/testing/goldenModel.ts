import { ACTION_TYPES } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Action } from '../action.js';
import { type ModelConfig, parameterSpecs, parseModelConfig } from '../config.js';
import type { Parameters } from '../forward.js';
import golden from '../golden/forward.json' with { type: 'json' };
import type { ItemTarget } from '../heads/ranking.js';

/** A history and the results of the float64 reference (scripts/reference/forward.py). */
export interface GoldenHistory {
  readonly actions: readonly Action[];
  /** [actions][width] */
  readonly hidden: readonly (readonly number[])[];
  /** By target: [itemCount + 1], after the last action. */
  readonly scores: Readonly<Record<ItemTarget, readonly number[]>>;
}

/**
 * The config of the target `next-purchase`. The target `next-item` uses the same parameters without `purchase_query`.
 */
export const goldenConfig: ModelConfig = parseModelConfig(golden.config);

export const goldenValues: ReadonlyMap<string, Float32Array> = new Map(
  Object.entries(golden.parameters).map(([name, { values }]) => [name, Float32Array.from(values)]),
);

export const goldenHistories: readonly GoldenHistory[] = golden.histories.map(
  ({ actions, hidden, nextItemScores, nextPurchaseScores }) => ({
    actions: actions.map(({ type, ...action }) => ({
      ...action,
      typeIndex: (ACTION_TYPES as readonly string[]).indexOf(type),
    })),
    hidden,
    scores: { 'next-item': nextItemScores, 'next-purchase': nextPurchaseScores },
  }),
);

/** The golden parameters on the current backend. The caller disposes them. */
export function goldenParameters(): Parameters {
  return new Map(
    parameterSpecs(goldenConfig).map(({ name, shape }) => [name, tf.tensor(goldenValues.get(name)!, [...shape])]),
  );
}

/** The shapes that the reference wrote. */
export const goldenShapes: ReadonlyMap<string, readonly number[]> = new Map(
  Object.entries(golden.parameters).map(([name, { shape }]) => [name, shape]),
);

/**
 * How far float32 may be from the float64 reference. One rounding is 6e-8 of a value. Values reach 6 and pass through
 * some twenty sums and four normalisations in two layers, which adds up to about 2e-6. A missing or misplaced part of
 * the network changes scores by more than .01.
 */
export const GOLDEN_TOLERANCE = 1e-5;

export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let largest = 0;
  // `!(a <= b)`, so that NaN counts as a difference.
  for (let i = 0; i < found.length; i++)
    if (!(Math.abs(found[i]! - expected[i]!) <= largest)) largest = Math.abs(found[i]! - expected[i]!);
  return Number.isNaN(largest) ? Infinity : largest;
}
