import { ACTION_TYPES, normal, type Random, seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Repeat } from '../repeat.js';
import { REPEAT_AGE_COUNT } from '../repeat.js';
import type { CandidateSet } from './candidateSets.js';
import { fitWeights, type ScoreWeights } from './fitWeights.js';
import { solveSymmetric } from './solveSymmetric.js';

// The arithmetic takes seconds, and several times as long on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ITEMS = 60;
const TYPES = ACTION_TYPES.length;
/** As one vector: network, two statistics, transitions, log scale, ages, types, log count. */
const SIZE = 5 + REPEAT_AGE_COUNT + TYPES + 1;
const TRANSITIONS = 3;
const LOG_SCALE = 4;

const asVector = ({ network, statistics, transitions, logScale, repeat }: Omit<ScoreWeights, 'loss'>): number[] => [
  network,
  ...statistics,
  transitions,
  logScale,
  ...repeat.byAge,
  ...repeat.byType,
  repeat.perLogCount,
];

interface Field {
  readonly sets: readonly CandidateSet[];
  readonly statistics: readonly Float64Array[];
  readonly strengths: readonly Float32Array[];
}

/** The logits of one candidate set, computed independently in float64, with the weights of sampled candidates. */
function logitsOf({ sets, statistics, strengths }: Field, at: number, weights: readonly number[]): number[] {
  const { rows, networkLogits, logWeights, repeats } = sets[at]!;
  const scale = Math.exp(weights[LOG_SCALE]!);
  return [...rows].map((row, c) => {
    const met = repeats.get(c);
    const repeatSum = met
      ? weights[5 + met.age]! +
        weights[5 + REPEAT_AGE_COUNT + met.typeIndex]! +
        weights[SIZE - 1]! * Math.log(met.count)
      : 0;
    const known = weights[1]! * statistics[0]![row]! + weights[2]! * statistics[1]![row]!;
    return (
      weights[0]! * networkLogits[c]! +
      known +
      weights[TRANSITIONS]! * Math.log(1 + scale * strengths[at]![c]!) +
      repeatSum +
      logWeights[c]!
    );
  });
}

function softmax(logits: readonly number[]): number[] {
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / total);
}

const meanLoss = (field: Field, weights: readonly number[]) =>
  field.sets.reduce((sum, _, at) => sum - Math.log(softmax(logitsOf(field, at, weights))[0]!), 0) / field.sets.length;

/** Candidates with every feature. The label is drawn by these weights and comes first. */
function drawField(random: Random, count: number, weights: readonly number[]): Field {
  const statistics = [0, 1].map(() => Float64Array.from({ length: ITEMS + 1 }, () => normal(random)));
  const sets: CandidateSet[] = [];
  const strengths: Float32Array[] = [];
  const below = (limit: number) => Math.floor(random() * limit);
  for (let i = 0; i < count; i++) {
    const candidates = Array.from({ length: 16 }, () => ({
      row: 1 + below(ITEMS),
      logit: normal(random),
      logWeight: random() < 0.5 ? 0 : Math.log(3),
      strengths: random() < 0.5 ? 0 : 0.01 * Math.exp(normal(random)),
      met:
        random() < 0.6
          ? undefined
          : ({ age: below(REPEAT_AGE_COUNT), typeIndex: below(TYPES), count: 1 + below(5) } satisfies Repeat),
    }));
    const setOf = (chosen: typeof candidates): CandidateSet => ({
      example: { userId: '', history: [], labelRow: chosen[0]!.row },
      rows: Int32Array.from(chosen, ({ row }) => row),
      networkLogits: Float32Array.from(chosen, ({ logit }) => logit),
      logWeights: Float32Array.from(chosen, ({ logWeight }) => logWeight),
      repeats: new Map(chosen.flatMap(({ met }, c): [number, Repeat][] => (met ? [[c, met]] : []))),
    });
    const found = Float32Array.from(candidates, (candidate) => candidate.strengths);
    let left = random();
    const probabilities = softmax(logitsOf({ sets: [setOf(candidates)], statistics, strengths: [found] }, 0, weights));
    const label = Math.max(
      0,
      probabilities.findIndex((probability) => (left -= probability) < 0),
    );
    const ordered = [candidates[label]!, ...candidates.filter((_, c) => c !== label)];
    sets.push(setOf(ordered));
    strengths.push(Float32Array.from(ordered, (candidate) => candidate.strengths));
  }
  return { sets, statistics, strengths };
}

const fitted = ({ sets, statistics, strengths }: Field) => fitWeights(sets, statistics, strengths);
const central = (f: (at: readonly number[]) => number, at: readonly number[], i: number, step: number) =>
  (f(at.with(i, at[i]! + step)) - f(at.with(i, at[i]! - step))) / (2 * step);

describe('weights that generated the labels', () => {
  const truth = [
    0.8, 0.5, -0.4, 0.9, 4, 1.5, 1, 0.7, 0.4, 0.2, 0, -0.5, 0, 0.3, -0.3, 0.6, 0.9, -0.6, 0.1, -0.1, 0.5, -0.2, 0.4,
  ];
  const COUNT = 1500;
  let field: Field;
  let found: ScoreWeights;
  beforeAll(() => {
    field = drawField(seededRandom(11), COUNT, truth);
    found = fitted(field);
  });

  /** Fisher's information at the truth: the covariance of the logits' derivatives under the softmax, over all sets. */
  function information(): Float64Array[] {
    const matrix = Array.from({ length: SIZE }, () => new Float64Array(SIZE));
    field.sets.forEach((_, at) => {
      const probabilities = softmax(logitsOf(field, at, truth));
      const slopes = truth.map((_, i) =>
        probabilities.map((_, c) => central((weights) => logitsOf(field, at, weights)[c]!, truth, i, 1e-4)),
      );
      const means = slopes.map((slope) => slope.reduce((sum, value, c) => sum + probabilities[c]! * value, 0));
      for (let i = 0; i < SIZE; i++) {
        for (let j = 0; j < SIZE; j++) {
          matrix[i]![j]! += probabilities.reduce(
            (sum, p, c) => sum + p * (slopes[i]![c]! - means[i]!) * (slopes[j]![c]! - means[j]!),
            0,
          );
        }
      }
    });
    // A constant can move between ages and types without an effect on the loss. The penalty determines it.
    matrix.forEach((row, i) => (row[i]! += 0.01));
    return matrix;
  }

  test('are recovered within four standard errors', () => {
    const matrix = information();
    const vector = asVector(found);
    const standardError = (combination: readonly number[]) => {
      const solved = solveSymmetric(matrix, Float64Array.from(combination));
      return Math.sqrt(combination.reduce((sum, value, i) => sum + value * solved[i]!, 0));
    };
    const unit = (...at: readonly number[]): number[] =>
      Array.from({ length: SIZE }, (_, i) => (at.includes(i) ? 1 : 0));
    const ages = Array.from({ length: REPEAT_AGE_COUNT }, (_, i) => 5 + i);
    const types = Array.from({ length: TYPES }, (_, i) => 5 + REPEAT_AGE_COUNT + i);
    const combinations = [
      ...[0, 1, 2, TRANSITIONS, LOG_SCALE, SIZE - 1].map((i) => unit(i)),
      ...ages.flatMap((age) => types.map((type) => unit(age, type))),
    ];
    for (const combination of combinations) {
      const difference = combination.reduce((sum, value, i) => sum + value * (vector[i]! - truth[i]!), 0);
      const error = standardError(combination);
      expect(Math.abs(difference)).toBeLessThan(4 * error);
      // The bound must be tight. The log scale is the hardest weight to estimate.
      expect(error).toBeLessThan(combination[LOG_SCALE] === 1 ? 0.6 : 0.3);
    }
  });

  test('have a higher loss than the fitted weights', () => {
    const loss = meanLoss(field, asVector(found));
    expect(found.loss).toBeCloseTo(loss, 10);
    expect(found.loss).toBeLessThan(meanLoss(field, truth));
    // Twice the gain in log-likelihood is chi-squared with 22 degrees of freedom: above 60 once in 30,000.
    expect(2 * COUNT * (meanLoss(field, truth) - found.loss)).toBeLessThan(60);
  });

  test('the loss has no gradient at the fitted weights', () => {
    // Fitting stops at gains below 1e-5, with a curvature near 1. The penalty is .01 / 1500 of a distance near 3.
    const FLAT = 5e-4;
    const vector = asVector(found);
    vector.forEach((_, i) =>
      expect(Math.abs(central((weights) => meanLoss(field, weights), vector, i, 1e-4))).toBeLessThan(FLAT),
    );
    // Elsewhere the loss has a gradient.
    const steep = vector.map((_, i) =>
      Math.abs(
        central(
          (weights) => meanLoss(field, weights),
          truth.map((value) => 0.5 * value),
          i,
          1e-4,
        ),
      ),
    );
    expect(Math.max(...steep)).toBeGreaterThan(100 * FLAT);
  });
});

test('transitions that would get a negative weight get 0', () => {
  const field = drawField(seededRandom(12), 600, [0.8, 0.5, -0.4, -1.5, 4, ...new Array<number>(SIZE - 5).fill(0)]);
  const found = fitted(field);
  expect(found.transitions).toBe(0);
  const without = fitWeights(
    field.sets,
    field.statistics,
    field.strengths.map((values) => new Float32Array(values.length)),
  );
  // Both fits stop when a step gains less than 1e-5.
  expect(found.loss).toBeCloseTo(without.loss, 4);
  expect(Math.abs(found.network - without.network)).toBeLessThan(0.02);
  found.statistics.forEach((weight, s) => expect(Math.abs(weight - without.statistics[s]!)).toBeLessThan(0.02));
});

test('the weight of transitions is never negative', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const found = fitted(drawField(seededRandom(seed), 40, new Array<number>(SIZE).fill(0)));
    expect(found.transitions).toBeGreaterThanOrEqual(0);
    expect(asVector(found).every(Number.isFinite)).toBe(true);
  }
});

describe('weights that the data leave open keep their start values', () => {
  const start = {
    network: 1,
    statistics: [0],
    transitions: 1,
    logScale: -Math.log(1),
    repeat: { byAge: new Array(7).fill(0), byType: new Array(10).fill(0), perLogCount: 0 },
  };
  const contest = (count: number, networkLogits: readonly number[]): CandidateSet => ({
    example: { userId: '', history: [], labelRow: 1 },
    rows: Int32Array.from({ length: count }, (_, i) => i + 1),
    networkLogits: Float32Array.from(networkLogits),
    logWeights: new Float32Array(count),
    repeats: new Map(),
  });
  const fit = (sets: readonly CandidateSet[]) =>
    fitWeights(
      sets,
      [new Float64Array(9)],
      sets.map(({ rows }) => new Float32Array(rows.length)),
    );

  test('candidate sets without features', () => {
    expect(fit([contest(4, [0, 0, 0, 0]), contest(4, [0, 0, 0, 0])])).toEqual({ ...start, loss: Math.log(4) });
  });

  test('candidate sets without a competitor', () => {
    expect(fit([contest(1, [3])])).toEqual({ ...start, loss: 0 });
  });

  test('one example of network logits changes only their weight', () => {
    const { network, loss, ...others } = fit([contest(3, [2, 1, 0])]);
    expect(network).toBeGreaterThan(1);
    expect(loss).toBeLessThan(0.4076);
    expect(others).toEqual({ statistics: [0], transitions: 1, logScale: start.logScale, repeat: start.repeat });
  });
});

test('logits in the hundreds stay finite', () => {
  const field = drawField(seededRandom(13), 50, new Array<number>(SIZE).fill(0));
  const steep = field.sets.map((contest) => ({
    ...contest,
    networkLogits: contest.networkLogits.map((value) => 300 * value),
  }));
  const found = fitWeights(steep, field.statistics, field.strengths);
  expect(asVector(found).every(Number.isFinite)).toBe(true);
  expect(found.loss).toBeLessThan(Math.log(16 * 3));
});
