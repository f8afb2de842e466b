import { ACTION_TYPES, seededRandom, type VisitContext } from '@aisle/core';
import { beforeAll, expect, test, vi } from 'vitest';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { kindsOf } from '../testing/kindsOf.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { fitContext } from './fitContext.js';
import type { Example, TrainingHistory } from './split.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(useCpuBackend);

const ITEMS = 40;
const CART = ACTION_TYPES.indexOf('add_to_cart');
const random = seededRandom(52);
const below = (count: number) => Math.floor(random() * count);
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
/** Rows 1 to 20 are of kind 0, the others of kind 1. */
const kinds = kindsOf(times(ITEMS, (i) => (i < 20 ? 0 : 1)));
const { config, values } = untrainedModel(ITEMS);
// The model ranks each kind alike, the most frequent row first.
const model = {
  config,
  values: new Map(values).set('item_embedding', new Float32Array(values.get('item_embedding')!.length)).set(
    'item_bias',
    Float32Array.from({ length: ITEMS + 1 }, (_, row) => -0.2 * ((row - 1) % 20)),
  ),
};

/** Phones buy the first kind in nine cases of ten, desktops the second. */
function decision(contextSays: boolean) {
  const context: VisitContext = { device: below(2) === 0 ? 'phone' : 'desktop' };
  const kind = (context.device === 'phone') === random() < 0.9 ? 0 : 1;
  const itemRow = 1 + 20 * (contextSays ? kind : below(2)) + Math.min(below(20), below(20));
  return [1 + below(ITEMS), itemRow].map((row) => ({ itemRow: row, typeIndex: CART, timestampMs: 0, context }));
}
const optionsFor = (contextSays: boolean) => ({
  training: times(800, (): TrainingHistory => {
    const actions = decision(contextSays);
    return { actions, labelRows: Int32Array.of(actions[1]!.itemRow, 0) };
  }),
  validation: times(300, (i): Example => {
    const [view, answer] = decision(contextSays);
    return { userId: `u${i}`, history: [view!], labelRow: answer!.itemRow, answer: answer! };
  }),
  maskHistory: false,
  timed: false,
  seed: 1,
});

test('a context that says what shoppers choose gets a weight, and fades', async () => {
  const { config, ndcgWithout, ndcgWith, examples } = (await fitContext(model, kinds, optionsFor(true)))!;
  expect(examples).toBe(300);
  expect(config.weights).toEqual({ device: expect.any(Number) });
  expect(config.fade).toBeGreaterThan(0);
  expect(ndcgWith).toBeGreaterThan(1.2 * ndcgWithout);
});

test('a context that says nothing is excluded', async () => {
  const { config, ndcgWithout, ndcgWith } = (await fitContext(model, kinds, optionsFor(false)))!;
  expect(config).toEqual({ weights: {}, fade: 0 });
  expect(ndcgWith).toBe(ndcgWithout);
  expect(ndcgWithout).toBeGreaterThan(0.1);
});

test('without examples whose context is known, nothing is fitted', async () => {
  const options = optionsFor(true);
  const validation = options.validation.map(({ answer, ...example }) => example);
  expect(await fitContext(model, kinds, { ...options, validation })).toBeUndefined();
});
