import { ACTION_TYPES, normal, type Random, seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Repeat } from '../repeat.js';
import { REPEAT_AGE_COUNT } from '../repeat.js';
import { fitWeights, type ScoreWeights } from './fitWeights.js';
import type { CandidateSet } from './candidateSets.js';
import { solveSymmetric } from './solveSymmetric.js';

// Seconds of arithmetic; a loaded machine takes several times as long.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ITEMS = 60;
const TYPES = ACTION_TYPES.length;
/** In one vector: network, two statistics, memory, log scale, ages, types, log count. */
const SIZE = 5 + REPEAT_AGE_COUNT + TYPES + 1;
const MEMORY = 3;
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
  readonly contests: readonly CandidateSet[];
  readonly statistics: readonly Float64Array[];
  readonly recalled: readonly Float32Array[];
}

/** The logits of one contest, in float64 and written out on their own, the weights that candidates stand for included. */
function logitsOf({ contests, statistics, recalled }: Field, at: number, weights: readonly number[]): number[] {
  const { rows, networkLogits, logWeights, repeats } = contests[at]!;
  const scale = Math.exp(weights[LOG_SCALE]!);
  return [...rows].map((row, c) => {
    const met = repeats.get(c);
    const returning = met
      ? weights[5 + met.age]! +
        weights[5 + REPEAT_AGE_COUNT + met.typeIndex]! +
        weights[SIZE - 1]! * Math.log(met.count)
      : 0;
    const known = weights[1]! * statistics[0]![row]! + weights[2]! * statistics[1]![row]!;
    return (
      weights[0]! * networkLogits[c]! +
      known +
      weights[MEMORY]! * Math.log(1 + scale * recalled[at]![c]!) +
      returning +
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
  field.contests.reduce((sum, _, at) => sum - Math.log(softmax(logitsOf(field, at, weights))[0]!), 0) /
  field.contests.length;

/** Candidates with every feature, the answer drawn by these weights and put first. */
function drawField(random: Random, count: number, weights: readonly number[]): Field {
  const statistics = [0, 1].map(() => Float64Array.from({ length: ITEMS + 1 }, () => normal(random)));
  const contests: CandidateSet[] = [];
  const recalled: Float32Array[] = [];
  const below = (limit: number) => Math.floor(random() * limit);
  for (let i = 0; i < count; i++) {
    const candidates = Array.from({ length: 16 }, () => ({
      row: 1 + below(ITEMS),
      logit: normal(random),
      logWeight: random() < 0.5 ? 0 : Math.log(3),
      recalled: random() < 0.5 ? 0 : 0.01 * Math.exp(normal(random)),
      met:
        random() < 0.6
          ? undefined
          : ({ age: below(REPEAT_AGE_COUNT), typeIndex: below(TYPES), count: 1 + below(5) } satisfies Repeat),
    }));
    const contestOf = (chosen: typeof candidates): CandidateSet => ({
      example: { userId: '', history: [], labelRow: chosen[0]!.row },
      rows: Int32Array.from(chosen, ({ row }) => row),
      networkLogits: Float32Array.from(chosen, ({ logit }) => logit),
      logWeights: Float32Array.from(chosen, ({ logWeight }) => logWeight),
      repeats: new Map(chosen.flatMap(({ met }, c): [number, Repeat][] => (met ? [[c, met]] : []))),
    });
    const recall = Float32Array.from(candidates, (candidate) => candidate.recalled);
    let left = random();
    const probabilities = softmax(
      logitsOf({ contests: [contestOf(candidates)], statistics, recalled: [recall] }, 0, weights),
    );
    const label = Math.max(
      0,
      probabilities.findIndex((probability) => (left -= probability) < 0),
    );
    const ordered = [candidates[label]!, ...candidates.filter((_, c) => c !== label)];
    contests.push(contestOf(ordered));
    recalled.push(Float32Array.from(ordered, (candidate) => candidate.recalled));
  }
  return { contests, statistics, recalled };
}

const fitted = ({ contests, statistics, recalled }: Field) => fitWeights(contests, statistics, recalled);
const central = (f: (at: readonly number[]) => number, at: readonly number[], i: number, step: number) =>
  (f(at.with(i, at[i]! + step)) - f(at.with(i, at[i]! - step))) / (2 * step);

describe('weights that contests were drawn by', () => {
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

  /** Fisher's information at the truth: the covariance of the logits' derivatives under the softmax, over all contests. */
  function information(): Float64Array[] {
    const matrix = Array.from({ length: SIZE }, () => new Float64Array(SIZE));
    field.contests.forEach((_, at) => {
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
    // Ages and types share a constant that no data can tell apart; the pull to the start settles it.
    matrix.forEach((row, i) => (row[i]! += 0.01));
    return matrix;
  }

  test('are found again, each within four standard errors', () => {
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
      ...[0, 1, 2, MEMORY, LOG_SCALE, SIZE - 1].map((i) => unit(i)),
      ...ages.flatMap((age) => types.map((type) => unit(age, type))),
    ];
    for (const combination of combinations) {
      const difference = combination.reduce((sum, value, i) => sum + value * (vector[i]! - truth[i]!), 0);
      const error = standardError(combination);
      expect(Math.abs(difference)).toBeLessThan(4 * error);
      // Tight enough to mean something: the log scale is the one that is hard to tell.
      expect(error).toBeLessThan(combination[LOG_SCALE] === 1 ? 0.6 : 0.3);
    }
  });

  test('the loss is that of the weights, below that of the truth and of the start', () => {
    const loss = meanLoss(field, asVector(found));
    expect(found.loss).toBeCloseTo(loss, 10);
    expect(found.loss).toBeLessThan(meanLoss(field, truth));
    // Twice the log-likelihood gained over the truth is chi-squared with 22 degrees of freedom: above 60 once in 30,000.
    expect(2 * COUNT * (meanLoss(field, truth) - found.loss)).toBeLessThan(60);
  });

  test('the loss is flat there', () => {
    // Steps end when one gains below 1e-5 of a loss whose curvature is near 1; the pull to the start is .01 / 1500 of a distance near 3.
    const FLAT = 5e-4;
    const vector = asVector(found);
    vector.forEach((_, i) =>
      expect(Math.abs(central((weights) => meanLoss(field, weights), vector, i, 1e-4))).toBeLessThan(FLAT),
    );
    // Away from it the loss is not flat.
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

test('a memory that counts against what it recalls is left at 0, and the rest is fitted without it', () => {
  const field = drawField(seededRandom(12), 600, [0.8, 0.5, -0.4, -1.5, 4, ...new Array<number>(SIZE - 5).fill(0)]);
  const found = fitted(field);
  expect(found.transitions).toBe(0);
  const without = fitWeights(
    field.contests,
    field.statistics,
    field.recalled.map((values) => new Float32Array(values.length)),
  );
  // Both searches end when a step gains less than 1e-5.
  expect(found.loss).toBeCloseTo(without.loss, 4);
  expect(Math.abs(found.network - without.network)).toBeLessThan(0.02);
  found.statistics.forEach((weight, s) => expect(Math.abs(weight - without.statistics[s]!)).toBeLessThan(0.02));
});

test('many logs, seldom much to remember: the memory weighs at least 0 in each', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const found = fitted(drawField(seededRandom(seed), 40, new Array<number>(SIZE).fill(0)));
    expect(found.transitions).toBeGreaterThanOrEqual(0);
    expect(asVector(found).every(Number.isFinite)).toBe(true);
  }
});

describe('what the data leave open stays where it begins', () => {
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
  const fit = (contests: readonly CandidateSet[]) =>
    fitWeights(
      contests,
      [new Float64Array(9)],
      contests.map(({ rows }) => new Float32Array(rows.length)),
    );

  test('contests without any feature', () => {
    expect(fit([contest(4, [0, 0, 0, 0]), contest(4, [0, 0, 0, 0])])).toEqual({ ...start, loss: Math.log(4) });
  });

  test('contests without a competitor', () => {
    expect(fit([contest(1, [3])])).toEqual({ ...start, loss: 0 });
  });

  test('one example and all else missing moves the network alone', () => {
    const { network, loss, ...others } = fit([contest(3, [2, 1, 0])]);
    expect(network).toBeGreaterThan(1);
    expect(loss).toBeLessThan(0.4076);
    expect(others).toEqual({ statistics: [0], transitions: 1, logScale: start.logScale, repeat: start.repeat });
  });
});

test('logits in the hundreds stay finite', () => {
  const field = drawField(seededRandom(13), 50, new Array<number>(SIZE).fill(0));
  const steep = field.contests.map((contest) => ({
    ...contest,
    networkLogits: contest.networkLogits.map((value) => 300 * value),
  }));
  const found = fitWeights(steep, field.statistics, field.recalled);
  expect(asVector(found).every(Number.isFinite)).toBe(true);
  expect(found.loss).toBeLessThan(Math.log(16 * 3));
});
