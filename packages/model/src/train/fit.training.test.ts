import { seededRandom } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type ModelConfig, parameterSpecs } from '../config.js';
import { rankingHead } from '../heads/ranking.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { evaluateModel } from './evaluate.js';
import { EventLogBuilder } from './eventLog.js';
import { type FitProgress, fit } from './fit.js';
import { DEFAULT_FIT, type FitOptions } from './fitOptions.js';
import { epochsFor } from './fitSchedule.js';
import { type EpochReport, initialState } from './fitState.js';
import type { ItemAttributes } from './itemAttributes.js';
import { leaveOneOut } from './leaveOneOut.js';
import type { TrainingHistory } from './split.js';

// Training takes a second or two, and several times as long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });
beforeAll(useCpuBackend);

/** Users who view one of three cycles in order, 1-2-3, 4-5-6 or 7-8-9. The last item determines the next one. */
function cycles(users: number) {
  const random = seededRandom(4);
  const builder = new EventLogBuilder();
  for (let item = 1; item <= 9; item++) builder.addItem(`i${item}`);
  for (let user = 0; user < users; user++) {
    const first = 3 * Math.floor(random() * 3);
    const phase = Math.floor(random() * 3);
    const length = 4 + Math.floor(random() * 5);
    for (let t = 0; t < length; t++) builder.add(`u${user}`, `i${1 + first + ((phase + t) % 3)}`, 'view_item');
  }
  return leaveOneOut(builder.build(), 'next-item');
}

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 9,
  width: 8,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 8,
  windowLength: 4,
  heads: [rankingHead('next-item')],
};
const split = cycles(90);
const options: FitOptions = {
  ...DEFAULT_FIT,
  config,
  training: split.training,
  validation: split.validation,
  maskHistory: false,
  epochs: 3,
  seed: 1,
  learningRate: 0.02,
  dropoutRate: 0.1,
  positionsPerBatch: 64,
  negativesPerBatch: 9,
};

async function run(changed: Partial<FitOptions> = {}) {
  const all = { ...options, ...changed };
  const state = initialState(all.config, all.seed, all.attributes);
  const reports: EpochReport[] = [];
  for await (const report of fit(all, state)) reports.push(report);
  return { state, reports };
}

test('the loss falls, and a pattern without noise is learned', async () => {
  // With half the width, some seeds fail to separate two cycles.
  const wide = { ...config, width: 16 };
  const { state, reports } = await run({ config: wide, epochs: 16, dropoutRate: 0 });
  reports.forEach(({ epoch }, i) => expect(epoch).toBe(i + 1));
  // A guess among nine items costs log 9 = 2.2; a guess among three costs log 3 = 1.1.
  expect(reports[0]!.loss).toBeGreaterThan(1.5);
  expect(reports.at(-1)!.loss).toBeLessThan(0.5);
  const metrics = await evaluateModel({ config: wide, values: state.best.values }, split.test, false, [1]);
  expect(metrics.users).toBeGreaterThan(80);
  expect(metrics['hr@1']).toBeGreaterThan(0.97);
});

describe('determinism', () => {
  test('a seed always gives the same bits', async () => {
    const [first, second, other] = [await run(), await run(), await run({ seed: 2 })];
    expect(second.state.values).toEqual(first.state.values);
    expect(second.reports).toEqual(first.reports);
    expect(other.state.values.get('item_embedding')).not.toEqual(first.state.values.get('item_embedding'));
  });

  test('epochs draw different batches, negatives and masks', async () => {
    const still = { learningRate: 0, epochs: 2 };
    const { reports } = await run(still);
    expect(reports[1]!.loss).not.toBe(reports[0]!.loss);
  });
});

test('a resumed run ends with the same weights', async () => {
  const whole = await run({ epochs: 4 });
  const state = initialState(config, options.seed);
  for await (const { epoch } of fit({ ...options, epochs: 4 }, state)) if (epoch === 2) break;
  expect(state.epoch).toBe(2);
  const rest: number[] = [];
  for await (const { epoch } of fit({ ...options, epochs: 4 }, state)) rest.push(epoch);
  expect(rest).toEqual([3, 4]);
  expect(state).toEqual(whole.state);
});

test('keeps the weights of the best epoch', async () => {
  // At this learning rate, the first steps learn and the later ones diverge.
  const { state, reports } = await run({ learningRate: 3, epochs: 12, patienceEpochs: 2, dropoutRate: 0 });
  const best = reports.reduce((a, b) => (b.validationNdcg > a.validationNdcg ? b : a));
  expect(state.best.epoch).toBe(best.epoch);
  expect(state.best.ndcg).toBe(best.validationNdcg);
  expect(reports.length).toBe(Math.min(12, best.epoch + 2));
  expect(state.history).toEqual(reports);
  const again = await evaluateModel({ config, values: state.best.values }, split.validation, false);
  expect(again['ndcg@10']).toBe(best.validationNdcg);
});

test('patience counts from the best epoch', async () => {
  // Without learning, validation never improves.
  const { state, reports } = await run({ learningRate: 0, epochs: 12, patienceEpochs: 2 });
  expect([reports.length, state.best.epoch]).toEqual([3, 1]);
});

test('the learning rate warms up in the first epoch', async () => {
  const state = initialState(config, options.seed);
  const before = state.values.get('item_bias')!.slice();
  let moved = 0;
  let steps = 0;
  for await (const report of fit({ ...options, epochs: 1, learningRate: 0.1 }, state, ({ step, stepsPerEpoch }) => {
    if (step === 1) moved = Math.max(...state.values.get('item_bias')!.map((value, i) => Math.abs(value - before[i]!)));
    steps = stepsPerEpoch;
  }))
    expect(report.epoch).toBe(1);
  // The first step of Adam equals the learning rate, for every gradient.
  expect(moved).toBeCloseTo(0.1 / steps, 6);
});

test('a finished state yields no further epoch', async () => {
  const { state } = await run({ epochs: 1 });
  const step = state.step;
  const more: EpochReport[] = [];
  for await (const report of fit({ ...options, epochs: 1 }, state)) more.push(report);
  expect([more, state.step]).toEqual([[], step]);
});

test('progress counts every step', async () => {
  const seen: FitProgress[] = [];
  const state = initialState(config, 1);
  for await (const report of fit({ ...options, epochs: 2 }, state, (progress) => seen.push(progress)))
    expect(report.loss).toBe(seen.at(-1)!.loss);
  for (const epoch of [1, 2]) {
    const own = seen.filter((progress) => progress.epoch === epoch);
    expect(own.map(({ step }) => step)).toEqual(Array.from({ length: own[0]!.stepsPerEpoch }, (_, i) => i + 1));
  }
  expect(state.step).toBe(seen.length);
});

test('weight decay shrinks values without a gradient', async () => {
  const decayed = await run({ epochs: 1, weightDecay: 0.5 });
  const plain = await run({ epochs: 1, weightDecay: 0 });
  // The event type 'search' occurs nowhere.
  const search = (run: typeof decayed) => [...run.state.values.get('event_embedding')!.slice(9 * config.width)];
  const start = [
    ...initialState(config, options.seed)
      .values.get('event_embedding')!
      .slice(9 * config.width),
  ];
  expect(search(plain)).toEqual(start);
  search(decayed).forEach((value, i) => expect(Math.abs(value)).toBeLessThan(Math.abs(start[i]!)));
});

describe('initialState', () => {
  const { values, moments } = initialState(config, 1);

  test('has the sizes and spreads of parameterSpecs', () => {
    const specs = parameterSpecs({ ...config, itemCount: 4000 });
    const large = initialState({ ...config, itemCount: 4000 }, 1).values;
    for (const { name, shape, init } of specs) {
      const array = large.get(name)!;
      expect(array.length).toBe(shape.reduce((a, b) => a * b, 1));
      if (typeof init === 'number') expect(new Set(array)).toEqual(new Set([Math.fround(init)]));
    }
    const items = large.get('item_embedding')!;
    const deviation = Math.sqrt(items.reduce((sum, value) => sum + value * value, 0) / items.length);
    // Four standard errors of a standard deviation from 32,000 draws: 4 * .05 / sqrt(2 * 32,000).
    expect(Math.abs(deviation - 0.05)).toBeLessThan(0.0008);
  });

  test('starts with moments of 0', () => {
    for (const [name, { first, second }] of moments) {
      expect([first.length, second.length]).toEqual([values.get(name)!.length, values.get(name)!.length]);
      expect([...first, ...second].every((value) => value === 0)).toBe(true);
    }
  });
});

test('a run disposes its tensors', async () => {
  const before = tf.memory().numTensors;
  await run({ epochs: 1 });
  expect(tf.memory().numTensors).toBe(before);
});

test('without validation examples, the last epoch is the best', async () => {
  const { state, reports } = await run({ validation: [], epochs: 4, patienceEpochs: 1 });
  expect(reports.length).toBe(4);
  expect(state.best.epoch).toBe(4);
});

test('refuses a log without two actions of one shopper', async () => {
  await expect(run({ training: [] })).rejects.toMatchObject({ code: 'data-invalid' });
});

test('a batch without purchase labels is trained', async () => {
  const unlabelled = options.training.map(({ actions, labelRows }) => ({
    actions,
    labelRows: new Int32Array(labelRows.length),
  }));
  const { reports } = await run({
    config: { ...config, heads: [rankingHead('next-purchase')] },
    training: unlabelled,
    epochs: 4,
  });
  expect(reports[3]!.loss).toBeLessThan(reports[0]!.loss);
});

describe('with attributes of the items', () => {
  // Each cycle is a separate category, and its first items share another attribute.
  const attributes: ItemAttributes = {
    count: 4,
    offsets: Uint32Array.of(0, 0, 2, 3, 4, 6, 7, 8, 10, 11, 12),
    ids: Int32Array.of(0, 3, /**/ 0, 0, /**/ 1, 3, /**/ 1, 1, /**/ 2, 3, /**/ 2, 2),
  };

  test('attribute vectors are trained and added to the item vectors', async () => {
    const start = initialState(config, options.seed, attributes).values.get('attribute_embedding')!;
    expect(start.length).toBe(4 * config.width);
    const { state, reports } = await run({ attributes });
    for (let id = 0; id < 4; id++)
      expect(state.values.get('attribute_embedding')![id * config.width]).not.toBe(start[id * config.width]);
    expect([...state.best.values.keys()]).toEqual(parameterSpecs(config).map(({ name }) => name));
    const items = state.best.values.get('item_embedding')!;
    for (let row = 1; row <= 9; row++) {
      // Vectors of length 1 in float32; LENGTH_EPSILON adds 1e-8.
      expect(Math.hypot(...items.subarray(row * config.width, (row + 1) * config.width))).toBeCloseTo(1, 5);
    }
    expect((await evaluateModel({ config, values: state.best.values }, split.validation, false))['ndcg@10']).toBe(
      reports[state.best.epoch - 1]!.validationNdcg,
    );
    expect(reports.at(-1)!.loss).toBeLessThan(reports[0]!.loss);
  });

  test('a resumed run with attributes ends with the same weights', async () => {
    const whole = await run({ attributes, epochs: 2 });
    const state = initialState(config, options.seed, attributes);
    for await (const { epoch } of fit({ ...options, attributes, epochs: 2 }, state)) if (epoch === 1) break;
    for await (const { epoch } of fit({ ...options, attributes, epochs: 2 }, state)) expect(epoch).toBe(2);
    expect(state).toEqual(whole.state);
  });
});

test('epochsFor: 40 for a small log, at least 14 for a large one', () => {
  const history: TrainingHistory = {
    actions: new Array<TrainingHistory['actions'][number]>(1000),
    labelRows: new Int32Array(1000),
  };
  const epochsOf = (thousands: number) => epochsFor(new Array<TrainingHistory>(thousands).fill(history));
  expect([0, 1, 130, 132].map(epochsOf)).toEqual([40, 40, 40, 40]);
  // 5,300,000 positions in all.
  expect([200, 265, 400].map(epochsOf)).toEqual([27, 20, 14]);
  expect([530, 2000, 100_000].map(epochsOf)).toEqual([14, 14, 14]);
});
