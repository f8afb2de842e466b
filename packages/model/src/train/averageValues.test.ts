import { expect, test } from 'vitest';
import { averageValues } from './averageValues.js';

const values = (items: number[], bias: number[]) =>
  new Map([
    ['item_embedding', Float32Array.from(items)],
    ['item_bias', Float32Array.from(bias)],
  ]);

test('averages every value and scales item vectors to length 1', () => {
  const found = averageValues(
    [
      values([0, 0, 1, 0, 0.6, 0.8], [0, 1, 2]),
      values([0, 0, 0, 1, 0.6, 0.8], [0, 3, 2]),
      values([0, 0, 1, 0, 0.6, 0.8], [0, 2, -4]),
    ],
    2,
  );
  expect([...found.get('item_bias')!]).toEqual([0, 2, 0]);
  const items = found.get('item_embedding')!;
  // (2, 1) / sqrt(5). A row of zeros stays 0.
  [0, 0, 2 / Math.sqrt(5), 1 / Math.sqrt(5), 0.6, 0.8].forEach((value, i) => expect(items[i]).toBeCloseTo(value, 6));
});

test('copies the values of a single epoch', () => {
  const one = values([0.6, 0.8], [5]);
  const found = averageValues([one], 2);
  found.get('item_embedding')!.forEach((value, i) => expect(value).toBeCloseTo(one.get('item_embedding')![i]!, 6));
  expect(found.get('item_bias')).toEqual(one.get('item_bias'));
  expect(found.get('item_bias')).not.toBe(one.get('item_bias'));
});
