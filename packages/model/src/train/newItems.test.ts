import { expect, test } from 'vitest';
import { withNewItems } from './newItems.js';
import type { TrainingHistory } from './split.js';

const trainOn = (...histories: number[][]): TrainingHistory[] =>
  histories.map((rows) => ({
    actions: rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i })),
    labelRows: new Int32Array(rows.length),
  }));

/** Three known items with lengths near 1, as in a release. */
const KNOWN = Float32Array.of(7, 7, /**/ 1.01, 0, /**/ 0, 0.98, /**/ -1, 0);
const values = new Map([
  ['item_embedding', KNOWN],
  ['item_bias', Float32Array.of(50, 1, 2, 6)],
  ['final_norm.bias', Float32Array.of(3)],
]);
const extend = (changed: Partial<Parameters<typeof withNewItems>[1]> = {}) =>
  withNewItems(values, {
    releasedItemCount: 3,
    itemCount: 5,
    width: 2,
    training: [],
    attributes: undefined,
    seed: 1,
    ...changed,
  });
const vectorOf = (found: ReadonlyMap<string, Float32Array>, row: number) => [
  ...found.get('item_embedding')!.subarray(2 * row, 2 * row + 2),
];
const near = (found: number[], expected: readonly number[]) =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));

test('known rows keep their bits, a new bias is the mean bias', () => {
  const found = extend({ training: trainOn([4, 1]) });
  expect(found.get('item_embedding')!.slice(0, 8)).toEqual(KNOWN);
  expect([...found.get('item_bias')!]).toEqual([0, 1, 2, 6, 3, 3]);
  expect(found.get('final_norm.bias')).toBe(values.get('final_norm.bias'));
  expect(values.get('item_bias')![0]).toBe(50);
});

test('a new item starts between its neighbours, from one common history', () => {
  const found = extend({ training: trainOn([4, 1], [2, 4], [5, 2]) });
  const length = Math.hypot(1.01, 0.98);
  near(vectorOf(found, 4), [1.01 / length, 0.98 / length]);
  near(vectorOf(found, 5), [0, 1]);
});

test('a new item starts near the centroids of its attribute values', () => {
  // Items 1, 2 and 4 have value 0. Only items 4 and 5 have value 1, and they have no vectors yet.
  const attributes = { count: 2, offsets: Uint32Array.of(0, 0, 1, 2, 2, 4, 5), ids: Int32Array.of(0, 0, 0, 1, 1) };
  near(vectorOf(extend({ attributes }), 4), [1.01 / Math.hypot(1.01, 0.98), 0.98 / Math.hypot(1.01, 0.98)]);
  // The centroid of items 1 and 2 is (.505, .49). The neighbour, item 3, has the weight of one value.
  const both = vectorOf(extend({ attributes, training: trainOn([3, 4]) }), 4);
  near(both, [-0.495 / Math.hypot(0.495, 0.49), 0.49 / Math.hypot(0.495, 0.49)]);
});

test('without neighbours, a new item gets a random vector of its seed', () => {
  for (const training of [[], trainOn([4, 5]), trainOn([4, 5])]) {
    const found = extend({ training });
    expect(Math.hypot(...vectorOf(found, 4))).toBeCloseTo(1, 6);
    expect(vectorOf(found, 4)).not.toEqual(vectorOf(found, 5));
    expect(extend({ training })).toEqual(found);
  }
  expect(vectorOf(extend({ seed: 2 }), 4)).not.toEqual(vectorOf(extend(), 4));
});
