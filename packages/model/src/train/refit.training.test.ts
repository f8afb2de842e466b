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

// Training takes seconds, and several times as long on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

test('refitEpochs is a quarter of the best epoch, at least one', () => {
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
  /** A shopper who views the items of a cycle in order. */
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
  /** Item 9 occurs only in the validation part, between 7 and 8, which are new as well. */
  const later = [...training, ...trainOn(Array.from({ length: 30 }, () => walk([7, 9, 8], 6)))];
  const exampleAfter = (...rows: number[]): Example => ({
    userId: 'u',
    history: rows.slice(0, -1).map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i * 86_400_000 })),
    labelRow: rows.at(-1)!,
  });
  const NEW = [exampleAfter(7, 9), exampleAfter(8, 7, 9), exampleAfter(9, 8, 7, 9)];
  const OLD = [exampleAfter(1, 2, 3), exampleAfter(3, 1, 2), exampleAfter(5, 6, 4), exampleAfter(4, 5)];

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

  test('learns an item of the validation part and keeps the others', async () => {
    expect([await hitRate(model, OLD), await hitRate(found, OLD)]).toEqual([1, 1]);
    expect(await hitRate(model, NEW)).toBeLessThan(0.5);
    expect(await hitRate(found, NEW)).toBe(1);
  });

  test('runs refitEpochs epochs without early stopping', () => {
    expect(progress.at(-1)!.epoch).toBe(5);
  });

  test('starts from the trained model', async () => {
    const losses: number[] = [];
    await refit(model, training, options, 1, ({ loss }) => losses.push(loss));
    // A guess among nine items costs ln 9 = 2.2, and an untrained model costs more.
    expect(losses[0]).toBeLessThan(1);
  });

  test('does not change the given model, and returns rows of length 1', () => {
    expect(model.values).toEqual(before);
    const items = found.values.get('item_embedding')!;
    for (let row = 1; row <= 9; row++)
      expect(Math.hypot(...items.subarray(row * config.width, (row + 1) * config.width))).toBeCloseTo(1, 5);
    expect([...found.values.keys()]).toEqual([...model.values.keys()]);
    expect(found.config).toBe(config);
  });

  test('does not use the attributes again', async () => {
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
