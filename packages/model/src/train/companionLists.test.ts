import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { companionLists } from './companionLists.js';
import { tableOfEntries } from './relationEntries.js';

const [A, B, D, E] = [1, 2, 4, 5];
/** B goes with D, C goes with E. */
const log = [
  ['cart B 0', 'cart D 1'],
  ['cart C 0', 'cart E 1'],
];
const listOf = (row: number, ...asked: Parameters<typeof relationSourceOf>) =>
  companionLists(relationSourceOf(...asked), 6)[row]!;
const nearestTo = (row: number, other: number, similarity: number) =>
  tableOfEntries(Array.from({ length: 9 }, (_, i) => (i === row ? [[other, similarity] as const] : [])));

test('weights are divided by powers of the counts', () => {
  // A is chosen three times, B twice, together in two sessions.
  const [[row, strength]] = listOf(A, [['cart A 0', 'cart B 1'], ['cart A 0', 'cart B 1'], ['cart A 0']]) as [
    [number, number],
  ];
  expect(row).toBe(B);
  expect(strength).toBeCloseTo(2 / 4 ** 0.5 / 3 ** 0.1, 9);
});

test('an item has the companions of similar items', () => {
  // B was chosen once, with D. A shopper would choose D for each of 30 choices of A.
  const found = listOf(A, log, { nearest: nearestTo(A, B, 0.5) });
  expect(found.map(([row]) => row)).toEqual([D]);
  expect(found[0]![1]).toBeCloseTo(30 / 31 ** 0.5 / 2 ** 0.1, 9);
});

test('an item has the companions of its kind', () => {
  const categories = { names: ['Tents', 'Lamps'], ofRow: Int32Array.of(-1, 0, 0, 0, 1, 1, -1, -1, -1) };
  const found = listOf(A, log, { categories });
  expect(found.map(([row]) => row)).toEqual([D, E]);
  // Half of the choices of tents go with each.
  expect(found[1]![1]).toBeCloseTo(15 / 31 ** 0.5 / 2 ** 0.1, 9);
});

test('many choices of an item outweigh its kind', () => {
  const categories = { names: ['Tents', 'Lamps'], ofRow: Int32Array.of(-1, 0, 0, 0, 1, 1, 1, -1, -1) };
  const own = Array.from({ length: 60 }, () => ['cart A 0', 'cart F 1']);
  expect(listOf(A, [...log, ...own], { categories }).map(([row]) => row)).toEqual([6, D, E]);
});

test('an item is not its own companion through its kind', () => {
  const categories = { names: ['All'], ofRow: new Int32Array(9).fill(0).with(0, -1) };
  expect(listOf(B, log, { categories }).map(([row]) => row)).not.toContain(B);
});
