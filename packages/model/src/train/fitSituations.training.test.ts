import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Action } from '../action.js';
import type { TrainedModel } from '../config.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { evaluateModel } from './evaluate.js';
import { fitSituations } from './fitSituations.js';
import { tableOfEntries } from './relationEntries.js';
import type { Example } from './split.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(useCpuBackend);

const ITEMS = 60;
const [VIEW, BUY] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('purchase')] as [number, number];
const random = seededRandom(53);
const below = (count: number) => Math.floor(random() * count);

/** Of the first 20 items, each leads to one of the next 20 and goes with one of the last 20. */
const tableTo = (offset: number) =>
  tableOfEntries(Array.from({ length: ITEMS + 1 }, (_, row) => (row > 0 && row <= 20 ? [[row + offset, 1]] : [])));
const CONFIG = { queryDecay: 0.5, queryLength: 1, scale: 10 };
function model(): TrainedModel {
  const blind = untrainedModel(ITEMS);
  blind.values.get('item_embedding')!.fill(0);
  return {
    ...blind,
    // Wherever an item leads and has a companion, it leads more.
    config: { ...blind.config, memory: { ...CONFIG, weight: 2 }, companions: { ...CONFIG, weight: 1.5 } },
    transitions: tableTo(20),
    relations: { companions: tableTo(40) },
  };
}
/** @param labelOf the label after a view or a purchase of an item */
function examples(count: number, types: readonly number[], labelOf: (row: number, typeIndex: number) => number) {
  return Array.from({ length: count }, (_, i): Example => {
    const row = 1 + below(20);
    const typeIndex = types[(i >> 1) % types.length]!;
    const history: Action[] = [{ itemRow: row, typeIndex, timestampMs: 0 }];
    return { userId: `u${i}`, history, labelRow: labelOf(row, typeIndex) };
  });
}
const options = (validation: readonly Example[]) => ({ validation, maskHistory: false, seed: 1 });
const nextOrCompanion = (row: number, typeIndex: number) => row + (typeIndex === VIEW ? 20 : 40);

test('companions count more after a purchase if people then buy these', async () => {
  const fitted = (await fitSituations(model(), options(examples(200, [VIEW, BUY], nextOrCompanion))))!;
  const { factors, ndcgWithout, ndcgWith } = fitted;
  expect(fitted.examples).toBe(200);
  // After a purchase, the companion is second without factors: (1 + 1 / log2(3)) / 2.
  expect(ndcgWithout).toBeCloseTo((1 + 1 / Math.log2(3)) / 2, 12);
  expect(ndcgWith).toBe(1);
  expect(factors!.browsing).toEqual({});
  expect(2 * (factors!.atChoice!.transitions ?? 1)).toBeLessThan(1.5 * (factors!.atChoice!.companions ?? 1));
  const later = examples(100, [VIEW, BUY], nextOrCompanion);
  const { config, ...rest } = model();
  const whole = { ...rest, config: { ...config, situations: factors! } };
  expect((await evaluateModel(whole, later, false, [1]))['hr@1']).toBe(1);
  expect((await evaluateModel(model(), later, false, [1]))['hr@1']).toBe(0.5);
});

test('factors that help only the examples they were fitted to are dropped', async () => {
  const noise = (row: number) => row + (random() < 0.5 ? 20 : 40);
  const fitted = (await fitSituations(model(), options(examples(200, [VIEW, BUY], noise))))!;
  expect(fitted).not.toHaveProperty('factors');
  expect(fitted.ndcgWith).toBe(fitted.ndcgWithout);
});

test('a log of one situation has nothing to fit', async () => {
  expect(await fitSituations(model(), options(examples(50, [VIEW], nextOrCompanion)))).toBe(undefined);
  expect(await fitSituations(model(), options([]))).toBe(undefined);
});
