import { ACTION_TYPES } from '@aisle/core';
import { beforeAll, expect, test } from 'vitest';
import type { Action } from '../action.js';
import type { TrainedModel } from '../config.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { networkOnly } from './ablations.js';
import { applyScore } from './applyScore.js';
import { SESSION_TRANSITIONS } from './baselines.js';
import { scoreExamples } from './evaluate.js';
import type { FittedScore } from './fitScore.js';

beforeAll(useCpuBackend);

const ITEMS = 60;
const [VIEW, CART] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('add_to_cart')] as [number, number];
const action = (itemRow: number, timestampMs: number, typeIndex = VIEW): Action => ({
  itemRow,
  typeIndex,
  timestampMs,
});

// Item 1 leads to 2 twice, item 2 to 3 once. The log spans 1000 ms.
const training = [
  { actions: [action(1, 0), action(2, 1000)], labelRows: Int32Array.of(2, 0) },
  { actions: [action(1, 500), action(2, 500), action(3, 1000)], labelRows: Int32Array.of(2, 3, 0) },
];
const score: FittedScore = {
  weights: {
    network: 1.5,
    statistics: [0.5, -2, 0.25],
    transitions: 0.8,
    logScale: Math.log(3),
    repeat: {
      byAge: [1, 2, 3, 4, 5, 6, 7],
      byType: ACTION_TYPES.map((_, i) => (i === CART ? 0.5 : -0.5)),
      perLogCount: 0.3,
    },
    loss: 1,
  },
  ndcg: 0.5,
  transitions: { rule: { ...SESSION_TRANSITIONS, name: 'next' }, queryDecay: 0.5, queryLength: 2, neighbours: 6 },
  candidates: [],
};
const network = untrainedModel(ITEMS);
network.values.get('item_bias')!.forEach((_, row, bias) => (bias[row] = 0.01 * row));
const scoresOf = async (model: TrainedModel, history: readonly Action[]) => {
  let found: number[] = [];
  await scoreExamples(model, [{ userId: '', history, labelRow: 0 }], false, (_, scores) => (found = [...scores]));
  return found;
};
// Scores of at most 40, added in float32 in another order.
const DIGITS = 4;

test('scores are the weighted sum of the parts', async () => {
  // Item 7 twice: its latest action is a cart action, two actions ago.
  const history = [action(7, 0), action(7, 1, CART), action(2, 2), action(1, 3)];
  const logits = await scoresOf(network, history);
  const actions = new Map([
    [1, 2],
    [2, 2],
    [3, 1],
  ]);
  const recent = new Map([
    [1, Math.exp(-10) + Math.exp(-5)],
    [2, 1 + Math.exp(-5)],
    [3, 1],
  ]);
  const labels = new Map([
    [2, 2],
    [3, 1],
  ]);
  const log1p = (counts: Map<number, number>, row: number) => Math.log(1 + (counts.get(row) ?? 0));
  // Item 1 leads to 2 with 1 + 1, and to 3 (two steps later) with 1/2. Item 2, at half the weight, leads to 3 with 1.
  const strengths = new Map([
    [2, 2],
    [3, 0.5 + 0.5],
  ]);
  const repeatScores = new Map([
    [1, 1 - 0.5],
    [2, 2 - 0.5],
    [7, 3 + 0.5 + 0.3 * Math.log(2)],
  ]);
  const found = await scoresOf(applyScore(network, score, { training, maskHistory: false, timed: true }), history);
  for (let row = 1; row <= ITEMS; row++) {
    const known = 0.5 * log1p(actions, row) - 2 * log1p(recent, row) + 0.25 * log1p(labels, row);
    const expected =
      1.5 * logits[row]! + known + 0.8 * Math.log(1 + 3 * (strengths.get(row) ?? 0)) + (repeatScores.get(row) ?? 0);
    expect(found[row]).toBeCloseTo(expected, DIGITS);
  }
});

test('the config holds the fitted numbers', () => {
  const { config: found, transitions } = applyScore(network, score, { training, maskHistory: false, timed: true });
  expect(found.memory!.scale).toBeCloseTo(3, 12);
  expect(found).toEqual({
    ...network.config,
    repeat: score.weights.repeat,
    memory: { queryDecay: 0.5, queryLength: 2, weight: 0.8, scale: found.memory!.scale },
  });
  expect([...transitions!.toRows]).toEqual([2, 3, 3]);
});

test('without transitions and repeats in the score, the model has none', () => {
  const before = new Map([...network.values].map(([name, array]) => [name, array.slice()]));
  const { transitions, ...alone } = score;
  const found = applyScore(network, alone, { training, maskHistory: true, timed: true });
  expect([found.config, 'transitions' in found]).toEqual([network.config, false]);
  expect(network.values).toEqual(before);
});

test('keeps the requested number of transitions of each item', () => {
  expect([...applyScore(network, score, { training, maskHistory: false, timed: true }, 1).transitions!.toRows]).toEqual(
    [2, 3],
  );
});

test('a network of negative weight shrinks and keeps its order', async () => {
  const against = { ...score, weights: { ...score.weights, network: -1, statistics: [0, 0, 0] } };
  const { transitions, ...alone } = against;
  const history = [action(5, 0)];
  const [plain, found] = [
    await scoresOf(network, history),
    await scoresOf(applyScore(network, alone, { training, maskHistory: true, timed: true }), history),
  ];
  found.slice(1).forEach((value, i) => expect(value).toBeCloseTo(0.01 * plain[i + 1]!, DIGITS));
});

test('networkOnly removes the statistics and leaves the weighted network logits', async () => {
  const whole = applyScore(network, score, { training, maskHistory: false, timed: true });
  const history = [action(4, 0), action(2, 1)];
  const plain = await scoresOf(network, history);
  const found = await scoresOf(networkOnly(whole, { weights: score.weights, training, timed: true }), history);
  found.slice(1).forEach((value, i) => expect(value).toBeCloseTo(1.5 * plain[i + 1]!, DIGITS));
  expect((await scoresOf(networkOnly(whole), history))[2]).not.toBeCloseTo(1.5 * plain[2]!, 1);
});
