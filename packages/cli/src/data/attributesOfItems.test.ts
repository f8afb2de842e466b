import { parseItemId } from '@aisle/core';
import type { ItemAttributes } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { attributesOfItems } from './attributesOfItems.js';
import type { ItemMetadata } from './itemMetadata.js';

const item = (itemId: string, rest: Omit<ItemMetadata, 'itemId'> = {}): ItemMetadata => ({
  itemId: parseItemId(itemId),
  ...rest,
});
/** The attribute ids of each row, from row 0. */
const idsByRow = ({ offsets, ids }: ItemAttributes) =>
  Array.from({ length: offsets.length - 1 }, (_, row) => [...ids.subarray(offsets[row], offsets[row + 1])]);

test('attributes are category prefixes, brand and shop, by log row', () => {
  const metadata = [
    item('A', { category: 'shoes > boots', brand: 'Acme', shop: 'Acme' }),
    item('B', { category: 'shoes>boots ', brand: 'Acme' }),
    item('C', { category: 'shoes', shop: 'Acme' }),
    item('D', { category: 'boots' }),
  ];
  const attributes = attributesOfItems(metadata, ['D', 'C', 'unlisted', 'B', 'A']);
  // Ids in order of the rows: 0 shoes and 1 the shop Acme of C, then 2 shoes > boots and 3 the brand Acme of B.
  expect(idsByRow(attributes)).toEqual([[], [], [0, 1], [], [0, 2, 3], [0, 2, 3, 1]]);
  expect(attributes.count).toBe(4);
});

test('values of only one item are dropped, duplicates count once', () => {
  const metadata = [
    item('A', { values: ['1', '7', '1'] }),
    item('B', { values: ['2', '7', '3'] }),
    item('C', { values: ['3'] }),
  ];
  const attributes = attributesOfItems(metadata, ['A', 'B', 'C']);
  expect(idsByRow(attributes)).toEqual([[], [0], [0, 1], [1]]);
  expect(attributes.count).toBe(2);
});

test('ten price bands have equal sizes; equal prices share one', () => {
  const ids = Array.from({ length: 40 }, (_, i) => `i${i}`);
  const rising = attributesOfItems(
    ids.map((id, i) => item(id, { price: i * i })),
    ids,
  );
  expect(idsByRow(rising).slice(1)).toEqual(ids.map((_, i) => [Math.floor(i / 4)]));
  expect(rising.count).toBe(10);
  // Thirty items at 5 share the first band. For the next two, 30 and 31 of 40 items are cheaper: the eighth tenth.
  const flat = attributesOfItems(
    ids.map((id, i) => item(id, { price: i < 30 ? 5 : i })),
    ids,
  );
  expect(
    idsByRow(flat)
      .slice(1)
      .map(([band]) => band),
  ).toEqual([...Array<number>(30).fill(0), 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
});

test('items without a price have no band and do not affect others', () => {
  const metadata = [
    item('free', { price: 0 }),
    item('alsoFree', { price: 0 }),
    item('A', { price: 9 }),
    item('B', { price: 9 }),
    item('unpriced'),
    item('unknown'),
  ];
  expect(
    idsByRow(
      attributesOfItems(
        metadata,
        metadata.map(({ itemId }) => itemId),
      ),
    ),
  ).toEqual([[], [0], [0], [1], [1], [], []]);
});

test('attributes are empty without metadata', () => {
  expect(attributesOfItems([], ['A', 'B'])).toEqual({
    count: 0,
    offsets: Uint32Array.of(0, 0, 0, 0),
    ids: Int32Array.of(),
  });
});
