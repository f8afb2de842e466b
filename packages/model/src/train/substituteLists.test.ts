import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { substituteLists } from './substituteLists.js';

test('weights are divided by powers of the views, strongest first', () => {
  // A is viewed twice, B and C once each.
  const source = relationSourceOf([
    ['view A 0', 'view B 1', 'buy B 2'],
    ['view C 0', 'view A 1'],
  ]);
  const found = substituteLists(source, 6)[1]!;
  expect(found.map(([row]) => row)).toEqual([2, 3]);
  expect(found[0]![1]).toBeCloseTo(1 / 3 ** 0.5 / 2 ** 0.25, 9);
  expect(found[1]![1]).toBeCloseTo(0.1 / 3 ** 0.5 / 2 ** 0.25, 9);
  expect(substituteLists(source, 1)[1]!.length).toBe(1);
});
