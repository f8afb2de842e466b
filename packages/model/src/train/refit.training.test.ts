import { seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Action } from '../action.js';
import type { ModelConfig, TrainedModel } from '../config.js';
import { rankingHead } from '../heads/ranking.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { evaluateModel } from './evaluate.js';
import { type FitProgress, fit } from './fit.js';
import { DEFAULT_FIT, type FitOptions } from './fitOptions.js';
import { initialState } from './fitState.js';
import { refit, refitEpochs } from './refit.js';
import type { Example, TrainingHistory } from './split.js';

// Training runs; a loaded machine takes several times the usual seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

test('refitEpochs: a quarter of the best epoch, rounded up, at least one', () => {
  expect([0, 1, 4, 5, 8, 9, 40].map(refitEpochs)).toEqual([1, 1, 1, 2, 2, 3, 10]);
});

describe('refit', () => {
  const config: ModelConfig = {
    architecture: 'causal-attention',
    itemCount: 9,
    width: 16,
    layerCount: 1,
    headCount: 2,
    feedForwardWidth: 8,
    windowLength: 4,
    heads: [rankingHead('next-item')],
  };
  const random = seededRandom(6);
  /** A shopper who walks round a cycle of items. */
  const walk = (cycle: readonly number[], length: number): Action[] => {
    const phase = Math.floor(random() * cycle.length);
    return Array.from({ length }, (_, i) => ({
      itemRow: cycle[(phase + i) % cycle.length]!,
      typeIndex: 2,
      timestampMs: i * 86_400_000,
    }));
  };
  const trainOn = (histories: readonly Action[][]): TrainingHistory[] =>
    histories.map((actions) => ({
      actions,
      labelRows: Int32Array.from(actions, (_, i) => actions[i + 1]?.itemRow ?? 0),
    }));
  const known = () =>
    [
      [1, 2, 3],
      [4, 5, 6],
    ].flatMap((cycle) => Array.from({ length: 30 }, () => walk(cycle, 6)));
  const training = trainOn(known());
  /** Item 9 comes in with the held-out part, between 7 and 8, which nobody met before either. */
  const later = [...training, ...trainOn(Array.from({ length: 30 }, () => walk([7, 9, 8], 6)))];
  const askAfter = (...rows: number[]): Example => ({
    userId: 'u',
    history: rows.slice(0, -1).map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i * 86_400_000 })),
    labelRow: rows.at(-1)!,
  });
  const NEW = [askAfter(7, 9), askAfter(8, 7, 9), askAfter(9, 8, 7, 9)];
  const OLD = [askAfter(1, 2, 3), askAfter(3, 1, 2), askAfter(5, 6, 4), askAfter(4, 5)];

  const options: FitOptions = {
    ...DEFAULT_FIT,
    config,
    training,
    validation: OLD,
    maskHistory: false,
    epochs: 8,
    seed: 1,
    learningRate: 0.03,
    dropoutRate: 0,
    positionsPerBatch: 64,
    negativesPerBatch: 9,
  };
  let model: TrainedModel;
  let found: TrainedModel;
  const progress: FitProgress[] = [];
  let before: ReadonlyMap<string, Float32Array>;
  beforeAll(async () => {
    await useCpuBackend();
    const state = initialState(config, 1);
    for await (const { epoch } of fit(options, state)) expect(epoch).toBeLessThanOrEqual(8);
    model = { config, values: state.best.values };
    before = new Map([...model.values].map(([name, values]) => [name, values.slice()]));
    found = await refit(model, later, options, 20, (step) => progress.push(step));
  });
  const hitRate = async (of: TrainedModel, examples: readonly Example[]) =>
    (await evaluateModel(of, examples, false, [1]))['hr@1'];

  test('learns an item that only the held-out part has, and keeps what it knew', async () => {
    expect([await hitRate(model, OLD), await hitRate(found, OLD)]).toEqual([1, 1]);
    expect(await hitRate(model, NEW)).toBeLessThan(0.5);
    expect(await hitRate(found, NEW)).toBe(1);
  });

  test('takes refitEpochs of the best epoch, without validation to end it earlier', () => {
    expect(progress.at(-1)!.epoch).toBe(5);
  });

  test('begins where the model is: its first losses on what it knows are those of a trained one', async () => {
    const losses: number[] = [];
    await refit(model, training, options, 1, ({ loss }) => losses.push(loss));
    // A guess among nine costs ln 9 = 2.2, an untrained model with its scale of 14 still more.
    expect(losses[0]).toBeLessThan(1);
  });

  test('leaves the model given as it was, and gives rows of length 1 again', () => {
    expect(model.values).toEqual(before);
    const items = found.values.get('item_embedding')!;
    for (let row = 1; row <= 9; row++)
      expect(Math.hypot(...items.subarray(row * config.width, (row + 1) * config.width))).toBeCloseTo(1, 5);
    expect([...found.values.keys()]).toEqual([...model.values.keys()]);
    expect(found.config).toBe(config);
  });

  test('asks for no attributes: they are part of the vectors by now', async () => {
    const attributes = {
      count: 2,
      offsets: Uint32Array.of(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
      ids: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0),
    };
    expect((await refit(model, training, { ...options, attributes }, 1)).values).toEqual(
      (await refit(model, training, options, 1)).values,
    );
  });
});
