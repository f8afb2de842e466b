import type { Example } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { coldItems } from './coldItems.js';
import { shareInterval } from './shareInterval.js';

const ITEMS = 100;
/** Items 1 to 25 have value 0, items 1 to 40 value 1, and items 1 to 3 the rare value 2. */
const valuesOf = (row: number) => [...(row <= 25 ? [0] : []), ...(row <= 40 ? [1] : []), ...(row <= 3 ? [2] : [])];
const offsets = new Uint32Array(ITEMS + 2);
for (let row = 1; row <= ITEMS; row++) offsets[row + 1] = offsets[row]! + valuesOf(row).length;
const attributes = {
  count: 3,
  offsets,
  ids: Int32Array.from(Array.from({ length: ITEMS }, (_, i) => valuesOf(i + 1)).flat()),
};
const after = (row: number, labelRow: number): Example => ({
  userId: 'u',
  history: [{ itemRow: row, typeIndex: 2, timestampMs: 0 }],
  labelRow,
});

test('model, random and popularity within the category, over all items', () => {
  // Items 1 to 5 of the category have events. The label 6 has none: it ties with 19 others behind those that are not masked.
  const counts = Float64Array.from({ length: ITEMS + 1 }, (_, row) => (row > 0 && row <= 5 ? 9 : 0));
  const found = coldItems([after(1, 6), after(90, 6)], [10, 10.5], counts, attributes, true);
  // Rank 5 + 19 / 2 = 14.5 in the category, and unknown without one.
  // Both examples are of one shopper.
  const intervals = { model: shareInterval(0.5, 1), categoryPopularity: shareInterval(0, 1) };
  expect(found).toEqual({ examples: 2, model: 0.5, categoryPopularity: 0, random: 10 / 99, intervals });
});

test('the category is the smallest value of at least twenty items', () => {
  // Without events, the label ties with the 24 others of value 0 (rank 13), but of 15 it would be at rank 8.
  const none = new Float64Array(ITEMS + 1);
  expect(coldItems([after(1, 6)], [1], none, attributes, false).categoryPopularity).toBe(0);
  const nineAhead = none.map((_, row) => (row > 10 && row <= 19 ? 1 : 0));
  const withEvents = nineAhead.map((count, row) => (row === 6 ? 0.5 : count));
  expect(coldItems([after(1, 6)], [1], withEvents, attributes, false).categoryPopularity).toBe(1);
});

test('repeated items can be ranked', () => {
  expect(coldItems([after(1, 6)], [11], new Float64Array(ITEMS + 1), attributes, false)).toMatchObject({
    model: 0,
    random: 0.1,
  });
});
