import { expect, test } from 'vitest';
import type { TrainedModel } from '../config.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import type { TransitionTable } from '../transitionTable.js';
import { withItemsWithoutEvents } from './itemsWithoutEvents.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';

const ITEMS = 5;
/** Items 1 to 3 have events. Nobody has seen 4 and 5. */
const counts = { actionCounts: Float64Array.of(0, 1, 1, 1, 0, 0) };
const tableOf = (rows: readonly (readonly (readonly [to: number, strength: number])[])[]): TransitionTable => {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.length));
  return {
    offsets,
    toRows: Int32Array.from(rows.flat(), ([to]) => to),
    strengths: Float32Array.from(rows.flat(), ([, strength]) => strength),
  };
};
/** Item 4 is similar to 1 (.5), 2 (.25) and 5; item 5 only to 4, which has no events either. */
const content = tableOf([
  [],
  [[4, 0.5]],
  [[4, 0.25]],
  [],
  [
    [1, 0.5],
    [2, 0.25],
    [5, 1],
  ],
  [[4, 1]],
]);
const transitions = tableOf([[], [[2, 4]], [], [[1, 1]], [], []]);

function model(): TrainedModel & { readonly transitions: TransitionTable } {
  const { config, values } = untrainedModel(ITEMS);
  const bias = Float32Array.of(0, 3, 6, 1, -9, -8);
  const vectors = new Float32Array(values.get(ITEM_VECTORS)!.length);
  const { width } = config;
  // Items 1 and 2 are at right angles.
  vectors[width] = 1;
  vectors[2 * width + 1] = 1;
  vectors[4 * width + 3] = 1;
  vectors[5 * width + 2] = 1;
  return { config, values: new Map(values).set(ITEM_VECTORS, vectors).set(ITEM_BIAS, bias), transitions };
}
const rowOf = ({ offsets, toRows, strengths }: TransitionTable, row: number) =>
  Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => [
    toRows[offsets[row]! + i],
    strengths[offsets[row]! + i],
  ]);

test('vector and bias are means of similar items with events, weighted by similarity', () => {
  const before = model();
  const { config, values } = withItemsWithoutEvents(before, counts, content);
  const vector = values.get(ITEM_VECTORS)!.subarray(4 * config.width, 5 * config.width);
  // (.5, .25) scaled to length 1.
  expect(vector[0]).toBeCloseTo(2 / Math.sqrt(5), 6);
  expect(vector[1]).toBeCloseTo(1 / Math.sqrt(5), 6);
  expect(vector.subarray(2).every((value) => value === 0)).toBe(true);
  // (.5 * 3 + .25 * 6) / .75
  expect([...values.get(ITEM_BIAS)!]).toEqual([0, 3, 6, 1, 4, -8]);
  // Item 5 has no similar item with events. The given model stays as it is.
  expect(values.get(ITEM_VECTORS)![5 * config.width + 2]).toBe(1);
  expect(before.values.get(ITEM_BIAS)![4]).toBe(-9);
});

test('what leads to similar items leads to it, on average as strongly', () => {
  const found = withItemsWithoutEvents(model(), counts, content).transitions!;
  // To 2 with strength 4, and to 1 with 0: (.25 * 4 + .5 * 0) / .75. That is more than .4 * .5 * 4 for the similar item 1.
  expect(rowOf(found, 1)).toEqual([
    [2, 4],
    [4, Math.fround(4 / 3)],
  ]);
  // Item 2 has no transitions to take a share of. Item 3 leads to 1: .5 * 1 / .75.
  expect([rowOf(found, 2), rowOf(found, 3)]).toEqual([
    [],
    [
      [1, 1],
      [4, Math.fround(0.5 / 0.75)],
    ],
  ]);
});

test('a similar item leads to it by a share of its strongest transition', () => {
  const onlyTo3 = { ...model(), transitions: tableOf([[], [[3, 4]], [], [], [], []]) };
  expect(rowOf(withItemsWithoutEvents(onlyTo3, counts, content).transitions!, 1)).toEqual([
    [3, 4],
    [4, Math.fround(0.4 * 0.5 * 4)],
  ]);
});

test('it does not lead to itself', () => {
  const fromIt = { ...model(), transitions: tableOf([[], [], [], [], [[1, 4]], []]) };
  expect(rowOf(withItemsWithoutEvents(fromIt, counts, content).transitions!, 4)).toEqual([[1, 4]]);
});

test('a stronger transition to it stays', () => {
  const strong = { ...model(), transitions: tableOf([[], [[4, 4]], [], [], [], []]) };
  expect(rowOf(withItemsWithoutEvents(strong, counts, content).transitions!, 1)).toEqual([[4, 4]]);
});

test('rows that may not change keep their values', () => {
  const before = model();
  const only4 = withItemsWithoutEvents(before, counts, content, Uint8Array.of(0, 0, 0, 0, 1, 0));
  expect(only4.transitions).toEqual(before.transitions);
  expect(only4.values.get(ITEM_BIAS)![4]).toBe(4);
  const only1 = withItemsWithoutEvents(before, counts, content, Uint8Array.of(0, 1, 0, 0, 0, 0));
  expect([only1.values, only1.transitions]).toEqual([before.values, before.transitions]);
});
