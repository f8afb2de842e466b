import { expect, test } from 'vitest';
import { addedScores } from './addedScores.js';

const items = [
  { item_id: 'a', stock: 3, margin: 0.5 },
  { item_id: 'b', stock: 0, margin: 0.25 },
];
const LN2 = Math.fround(Math.LN2);

test('without options, or with empty ones, nothing is added', () => {
  expect(addedScores(items, {})).toBeUndefined();
  expect(addedScores(items, { orderWeight: 0, features: [] })).toEqual(Float32Array.of(-0, -0));
});

test('the weight of the order lowers later items by a logarithm', () => {
  expect(addedScores(['a', 'b', 'c', 'd'], { orderWeight: 2 })).toEqual(
    Float32Array.of(-0, -2 * Math.log(2), -2 * Math.log(3), -2 * Math.log(4)),
  );
});

test('order, features and boosts are added up', () => {
  const features = [
    { name: 'stock', value: ({ stock }: { stock: number }) => Math.sign(stock), weight: 1 },
    { name: 'margin', value: ({ margin }: { margin: number }) => margin, weight: -2 },
  ];
  const boost = ({ item_id }: { item_id: string }) => (item_id === 'b' ? 4 : 0);
  // a: 1 - 2 * .5. b: -2 * .25 + 4, and -ln 2 with the order.
  expect(addedScores(items, { features, boost })).toEqual(Float32Array.of(0, 3.5));
  expect(addedScores(items, { features, boost, orderWeight: 1 })![1]).toBeCloseTo(3.5 - LN2, 6);
});

test.each([
  [{ boost: () => NaN }, 'item 0 gets NaN'],
  [{ boost: (_: string, index: number) => 9e37 * (1 + index) }, 'item 1 gets 1.8e+38'],
  [{ orderWeight: Infinity }, 'item 0 gets NaN'],
  [{ orderWeight: NaN }, 'item 0 gets NaN'],
  [{ features: [{ name: 'stock', value: () => undefined as never, weight: 1 }] }, 'item 0 gets NaN'],
])('values that are not finite are refused (%#)', (options, message) => {
  expect(() => addedScores(['a', 'b'], options)).toThrow(message);
});

test('texts with numbers are added as numbers', () => {
  const options = { boost: () => '5' as never, features: [{ name: 'stock', value: () => '2' as never, weight: 3 }] };
  expect(addedScores(['a'], options)).toEqual(Float32Array.of(11));
});

test('what a function of the shop throws is thrown', () => {
  const boost = () => {
    throw new Error('no catalogue');
  };
  expect(() => addedScores(['a'], { boost })).toThrow('no catalogue');
});
