import { expect, test } from 'vitest';
import { qini } from './qini.js';

const customer = (arm: number, visited: number) => ({ arm, visited, flags: [], columns: new Float64Array() });
const TREATED = 2;
const CUSTOMERS = [customer(2, 1), customer(0, 0), customer(2, 0), customer(0, 0)];

test('qini is the area between the curve and the line of a random order', () => {
  // After the first two, 1 treated visit of 4 customers: .25. After all, still .25.
  // Area .25 · .5 / 2 + .25 · .5 = .1875, minus the triangle .25 / 2.
  expect(qini(CUSTOMERS, [1, 1, 0, 0], TREATED)).toBeCloseTo(0.0625, 14);
  // The reverse order: 0 after the first two, so .0625 minus .125.
  expect(qini(CUSTOMERS, [0, 0, 1, 1], TREATED)).toBeCloseTo(-0.0625, 14);
});

test('qini of equal scores is 0', () => {
  expect(qini(CUSTOMERS, [3, 3, 3, 3], TREATED)).toBe(0);
});

test('qini weights the visits of the others by the sizes of the groups', () => {
  const people = [customer(2, 1), customer(2, 1), customer(0, 1), customer(0, 0)];
  // After three: (2 − 1 · 2 / 1) / 4 = 0. After all: (2 − 1 · 2 / 2) / 4 = .25.
  // Area .25 / 2 · .25 = .03125, minus .25 / 2.
  expect(qini(people, [1, 1, 1, 0], TREATED)).toBeCloseTo(-0.09375, 14);
});
