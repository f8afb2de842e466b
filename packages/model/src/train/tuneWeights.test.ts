import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import { REPEAT_AGE_COUNT } from '../repeat.js';
import type { CandidateSet } from './candidateSets.js';
import type { ScoreWeights } from './fitWeights.js';
import { tuneWeights } from './tuneWeights.js';

const weights = (changed: Partial<ScoreWeights> = {}): ScoreWeights => ({
  network: 1,
  statistics: [1],
  transitions: 1,
  logScale: 0,
  repeat: { byAge: new Array<number>(REPEAT_AGE_COUNT).fill(0), byType: ACTION_TYPES.map(() => 0), perLogCount: 0 },
  loss: 0,
  ...changed,
});

/** The label first, then items 2, 3, ... */
const contest = (networkLogits: readonly number[]): CandidateSet => ({
  example: { userId: 'u', history: [], labelRow: 1 },
  rows: Int32Array.from(networkLogits, (_, i) => i + 1),
  networkLogits: Float32Array.from(networkLogits),
  logWeights: new Float32Array(networkLogits.length),
  repeats: new Map(),
});
const none = [new Float64Array(20)];
const noFloors = (sets = 1) => ({ slices: new Uint8Array(sets), tableGains: new Float64Array(sets) });

test('NDCG@10 counts ties at mid-rank and nothing after rank ten', () => {
  const eleventh = contest([0, ...new Array<number>(10).fill(1)]);
  const sets = [contest([3, 2, 1]), contest([2, 3, 1]), contest([2, 2, 1]), eleventh];
  const strengths = sets.map(({ rows }) => new Float32Array(rows.length));
  const tuned = tuneWeights(sets, none, strengths, weights(), noFloors(4));
  // Ranks 1, 2, 1.5 and 11.
  expect(tuned.quality.ndcg).toBeCloseTo((1 + 1 / Math.log2(3) + 1 / Math.log2(2.5)) / 4, 12);
  expect(tuned.weights).toEqual(weights());
});

test('transitions that predict the label get more weight', () => {
  // The label is 1.5 behind, and the transitions add log(1 + 1) = .69. Three times that is enough, twice is not.
  const tuned = tuneWeights([contest([0, 1.5])], none, [Float32Array.of(1, 0)], weights(), noFloors());
  expect(tuned.quality.ndcg).toBe(1);
  expect(tuned.weights.transitions * Math.log1p(Math.exp(tuned.weights.logScale))).toBeGreaterThan(1.5);
});

test('misleading statistics lose their weight', () => {
  const statistics = [Float64Array.of(0, 0, 4)];
  const tuned = tuneWeights([contest([1, 0])], statistics, [new Float32Array(2)], weights(), noFloors());
  expect(tuned.quality.ndcg).toBe(1);
  // 4 times the weight must stay below the network's 1.
  expect(tuned.weights.statistics[0]).toBeLessThan(0.25 + 1e-12);
});

test('repeats with too much weight lose it by one common factor', () => {
  const repeat = {
    byAge: new Array<number>(REPEAT_AGE_COUNT).fill(4),
    byType: ACTION_TYPES.map(() => 2),
    perLogCount: 2,
  };
  const set = { ...contest([1, 0]), repeats: new Map([[1, { age: 0, typeIndex: 0, count: 1 }]]) };
  const tuned = tuneWeights([set], none, [new Float32Array(2)], weights({ repeat }), noFloors());
  expect(tuned.quality.ndcg).toBe(1);
  const { byAge, byType, perLogCount } = tuned.weights.repeat;
  const factor = byAge[0]! / 4;
  expect(factor * 6).toBeLessThan(1);
  expect([byType[0], perLogCount]).toEqual([2 * factor, 2 * factor]);
});

test('of two equal scores, the one wins that loses no slice to the transition table', () => {
  // Transitions add 2.3. With less, both labels of slice 1 win. With more, both of slice 0.
  const [leading, trailing] = [contest([2, 0]), contest([0, 3])];
  const sets = [leading, leading, trailing, trailing];
  const [misleading, helping] = [Float32Array.of(0, 9), Float32Array.of(9, 0)];
  const slices = Uint8Array.of(1, 1, 0, 0);
  const tunedFor = (...tableGains: number[]) =>
    tuneWeights(sets, none, [misleading, misleading, helping, helping], weights(), {
      slices,
      tableGains: Float64Array.from(tableGains),
    });
  const addedBy = ({ weights: { transitions, logScale } }: ReturnType<typeof tunedFor>) =>
    transitions * Math.log1p(Math.exp(logScale) * 9);
  expect(addedBy(tunedFor(0, 0, 1, 1))).toBeGreaterThan(3);
  expect(addedBy(tunedFor(1, 1, 0, 0))).toBeLessThan(2);
  // Half of the labels at rank 2 instead of 1, in a slice of half of the sets.
  const { ndcg, objective } = tunedFor(1, 1, 1, 1).quality;
  const second = 1 / Math.log2(3);
  expect(ndcg).toBeCloseTo((1 + second) / 2, 12);
  expect(objective).toBeCloseTo(ndcg - (1 - second) / 2, 12);
});
