import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Action } from '../action.js';
import type { ModelConfig, TrainedModel } from '../config.js';
import { rankingHead } from '../heads/ranking.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { applyScore } from './applyScore.js';
import { continuationOf } from './continuation.js';
import {
  type ContinuedTraining,
  type ContinueOptions,
  continuedEpochs,
  continueFrom,
  networkToContinue,
} from './continueFrom.js';
import { evaluateModel } from './evaluate.js';
import { fit } from './fit.js';
import { DEFAULT_FIT } from './fitOptions.js';
import type { FittedScore } from './fitScore.js';
import { initialState } from './fitState.js';
import { refreshFrom } from './refreshFrom.js';
import { reportOfScore, scoreOfReport } from './scoreReport.js';
import type { Example, TrainingHistory } from './split.js';

// Training takes seconds, and several times as long on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 6,
  width: 16,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 8,
  windowLength: 4,
  heads: [rankingHead('next-item')],
};
const HOUR_MS = 3_600_000;
const LATER_MS = 1000 * HOUR_MS;
const random = seededRandom(6);
/** A shopper who views the items of a cycle in order. */
const walk = (cycle: readonly number[], length: number, startMs = 0): Action[] => {
  const phase = Math.floor(random() * cycle.length);
  return Array.from({ length }, (_, i) => ({
    itemRow: cycle[(phase + i) % cycle.length]!,
    typeIndex: 2,
    timestampMs: startMs + i * HOUR_MS,
  }));
};
const trainOn = (histories: readonly Action[][]): TrainingHistory[] =>
  histories.map((actions) => ({
    actions,
    labelRows: Int32Array.from(actions, (_, i) => actions[i + 1]?.itemRow ?? 0),
  }));
const known = trainOn(
  [
    [1, 2, 3],
    [4, 5, 6],
  ].flatMap((cycle) => Array.from({ length: 30 }, () => walk(cycle, 6))),
);
/** Item 7 comes later, always after 4, and 4 always after it. */
const everything = [...known, ...trainOn(Array.from({ length: 40 }, () => walk([4, 7], 4, LATER_MS)))];
const [NEW, CHANGED, UNTOUCHED] = [7, 4, [1, 2, 3, 5, 6]] as const;

const score: FittedScore = {
  weights: {
    network: 0.5,
    statistics: [0.2, 0.1, -0.1],
    transitions: 1,
    logScale: 1,
    repeat: { byAge: [1, 2, 3, 4, 5, 6, 7].map((i) => -i / 10), byType: ACTION_TYPES.map(() => 0), perLogCount: 0.1 },
    loss: 1,
  },
  ndcg: 0.5,
  // The rule as a report has it, without its functions.
  transitions: { rule: { name: 'next in the session' } as never, queryDecay: 0.7, queryLength: 5, neighbours: 2 },
  candidates: [],
};
const report = reportOfScore(score);
const whole = scoreOfReport(report);
const after = (...rows: number[]): Example => ({
  userId: 'u',
  history: rows.slice(0, -1).map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: LATER_MS + i * HOUR_MS })),
  labelRow: rows.at(-1)!,
});
const hitRate = async (of: TrainedModel, examples: readonly Example[], k: number) =>
  (await evaluateModel(of, examples, false, [k]))[`hr@${k}`];
const rowOf = (model: TrainedModel, name: string, row: number, size = 1) => [
  ...model.values.get(name)!.subarray(row * size, (row + 1) * size),
];
const transitionsOf = ({ transitions }: TrainedModel, row: number) => {
  const range = [transitions!.offsets[row]!, transitions!.offsets[row + 1]!] as const;
  return [[...transitions!.toRows.subarray(...range)], [...transitions!.strengths.subarray(...range)]];
};

let network: TrainedModel;
let release: TrainedModel;
let options: ContinueOptions;
let continued: ContinuedTraining;
beforeAll(async () => {
  await useCpuBackend();
  const settings = { ...DEFAULT_FIT, learningRate: 0.03, dropoutRate: 0, positionsPerBatch: 64, negativesPerBatch: 9 };
  const state = initialState(config, 1);
  for await (const { epoch } of fit(
    { ...settings, config, training: known, validation: [], maskHistory: false, epochs: 8, seed: 1 },
    state,
  ))
    expect(epoch).toBeLessThanOrEqual(8);
  network = { config, values: state.best.values };
  // Rounded as in a release, where vectors have lengths near 1.
  network.values.get('item_embedding')!.forEach((value, i, vectors) => (vectors[i] = Math.round(32 * value) / 32));
  release = applyScore(network, whole, { training: known, maskHistory: false, timed: true });
  options = {
    release,
    score: report,
    continuation: continuationOf(known),
    training: everything,
    itemCount: 7,
    attributes: undefined,
    contentKinds: [],
    categories: undefined,
    seed: 1,
  };
  continued = await continueFrom(options);
});

test('networkToContinue undoes applyScore', () => {
  const restored = networkToContinue(options);
  // Sums and products of float32 values below 10, in both directions.
  const near = (name: string, count: number) =>
    network.values.get(name)!.forEach((value, i) => i < count && expect(restored.get(name)![i]).toBeCloseTo(value, 5));
  near('log_logit_scale', 1);
  near('item_bias', 7);
  expect(restored.get('item_embedding')!.slice(0, 7 * 16)).toEqual(network.values.get('item_embedding'));
});

describe('continueFrom', () => {
  test('the encoder and rows without new events keep their bits', () => {
    for (const [name, values] of release.values)
      if (!name.startsWith('item_')) expect(continued.model.values.get(name)).toEqual(values);
    for (const row of UNTOUCHED) {
      for (const [name, size] of [
        ['item_embedding', 16],
        ['item_bias', 1],
      ] as const)
        expect(rowOf(continued.model, name, row, size)).toEqual(rowOf(release, name, row, size));
      expect(transitionsOf(continued.model, row)).toEqual(transitionsOf(release, row));
    }
    expect(rowOf(continued.model, 'item_embedding', 0, 16)).toEqual(rowOf(release, 'item_embedding', 0, 16));
    expect(continued.model.config).toEqual({ ...release.config, itemCount: 7 });
  });

  test('changed and new items are learned with length 1', () => {
    expect([...continued.learnedRows]).toEqual([0, 0, 0, 0, 1, 0, 0, 1]);
    expect(rowOf(continued.model, 'item_embedding', CHANGED, 16)).not.toEqual(
      rowOf(release, 'item_embedding', CHANGED, 16),
    );
    expect(rowOf(continued.model, 'item_bias', CHANGED)).not.toEqual(rowOf(release, 'item_bias', CHANGED));
    for (const row of [CHANGED, NEW])
      expect(Math.hypot(...rowOf(continued.model, 'item_embedding', row, 16))).toBeCloseTo(1, 5);
    // Item 4 leads to 5 and, now, to 7.
    expect([transitionsOf(release, CHANGED)[0], transitionsOf(continued.model, CHANGED)[0]]).toEqual([
      [5, 6],
      [5, 7],
    ]);
    // Item 4 also follows at distance two.
    expect(transitionsOf(continued.model, NEW)[0]).toEqual([4, 7]);
    const strengths = new Set(release.transitions!.strengths);
    expect([...continued.model.transitions!.strengths].filter((strength) => !strengths.has(strength))).toEqual([]);
  });

  test('the new item ranks second after its neighbour, older predictions stay', async () => {
    const MET = [after(7, 4, 7), after(4, 7, 4, 7), after(4, 7), after(1, 4, 7)];
    const OLD = [after(1, 2, 3), after(3, 1, 2), after(2, 3, 1), after(4, 5, 6), after(5, 6, 4)];
    expect(await hitRate(continued.model, MET, 2)).toBe(1);
    expect([await hitRate(release, OLD, 1), await hitRate(continued.model, OLD, 1)]).toEqual([1, 1]);
  });

  test('without a score, the model has the biases of the network', async () => {
    const { model } = await continueFrom({ ...options, release: network, score: undefined });
    expect('transitions' in model).toBe(false);
    expect(rowOf(model, 'item_bias', CHANGED)).toEqual(rowOf(network, 'item_bias', CHANGED));
    const biases = [1, 2, 3, 4, 5, 6].map((row) => rowOf(network, 'item_bias', row)[0]!);
    expect(rowOf(model, 'item_bias', NEW)[0]).toBeCloseTo(biases.reduce((a, b) => a + b) / 6, 6);
  });

  test('a new item without events becomes like similar items that are learned', async () => {
    // By value, item 8 is like 4, which has new events, and 1, which has none.
    const likeNew = { count: 1, offsets: Uint32Array.of(0, 0, 1, 1, 1, 2, 2, 2, 2, 3), ids: Int32Array.of(0, 0, 0) };
    const { model } = await continueFrom({ ...options, itemCount: 8, contentKinds: [likeNew] });
    const mean = (name: string, size: number) =>
      rowOf(model, name, 1, size).map((value, j) => (value + rowOf(model, name, CHANGED, size)[j]!) / 2);
    const vector = mean('item_embedding', 16);
    rowOf(model, 'item_embedding', 8, 16).forEach((value, j) =>
      expect(value).toBeCloseTo(vector[j]! / Math.hypot(...vector), 5),
    );
    expect(rowOf(model, 'item_bias', 8)[0]).toBeCloseTo(mean('item_bias', 1)[0]!, 5);
    expect(transitionsOf(model, CHANGED)[0]).toEqual([5, 7, 8]);
    for (const row of UNTOUCHED) expect(transitionsOf(model, row)).toEqual(transitionsOf(release, row));
  });

  test('refuses a log without new events', async () => {
    await expect(continueFrom({ ...options, training: known })).rejects.toMatchObject({ code: 'data-invalid' });
  });
});

test('refreshFrom trains and counts everything again and keeps the score weights', async () => {
  const { model, learnedRows } = await refreshFrom({ ...options, bestEpoch: 8 });
  expect([...learnedRows]).toEqual([...continued.learnedRows]);
  expect(model.config).toEqual({ ...release.config, itemCount: 7 });
  for (const name of ['layers.0.query', 'final_norm.scale', 'log_logit_scale'])
    expect(model.values.get(name)).not.toEqual(release.values.get(name));
  expect(rowOf(model, 'item_embedding', 1, 16)).not.toEqual(rowOf(release, 'item_embedding', 1, 16));
  const counted = applyScore({ config: { ...config, itemCount: 7 }, values: continued.model.values }, whole, {
    training: everything,
    maskHistory: false,
    timed: true,
  });
  expect(model.transitions).toEqual(counted.transitions);
});

test('scoreOfReport refuses a counting rule that this version does not have', () => {
  const other = { ...report, memory: { ...report.memory!, shape: { name: 'by moonlight' } } };
  expect(() => scoreOfReport(other)).toThrowError(
    expect.objectContaining({ code: 'data-invalid', message: expect.stringContaining('"by moonlight"') as string }),
  );
  expect(whole.transitions!.rule.pairWeight(2, 0)).toBe(0.5);
});

test('continuedEpochs falls with the number of new actions, within bounds', () => {
  const history: TrainingHistory = { actions: new Array<Action>(1024), labelRows: new Int32Array(1024) };
  const epochsOf = (thousands: number) => continuedEpochs(new Array<TrainingHistory>(thousands).fill(history));
  // 80 batches of 2048 positions.
  expect([1, 8, 10, 16, 32, 4000].map(epochsOf)).toEqual([20, 20, 16, 10, 5, 5]);
});
