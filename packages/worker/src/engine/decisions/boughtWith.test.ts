import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { boughtWith } from './boughtWith.js';

const release = {
  ...releaseOfBiases([0, 0, 0, 0, 0]),
  // a: b (2), c (1). b: a (9), c (1.5), d (2).
  transitions: {
    offsets: Uint32Array.of(0, 0, 2, 5, 5, 5, 5),
    toRows: Int32Array.of(2, 3, 1, 3, 4),
    strengths: Float32Array.of(2, 1, 9, 1.5, 2),
  },
};
const idsOf = async (...asked: Parameters<typeof boughtWith>) =>
  (await boughtWith(...asked)).items.map(({ item_id }) => item_id);

test('boughtWith adds up what follows the given items, without these', async () => {
  const { context } = createContext(release);
  expect(await idsOf({ k: 5, itemIds: ['a'] }, context)).toEqual(['b', 'c']);
  // c: 1 + 1.5, d: 2.
  expect(await idsOf({ k: 5, itemIds: ['a', 'x', 'b'] }, context)).toEqual(['c', 'd']);
});

test('boughtWith without a known item has a reason', async () => {
  const { context } = createContext(release);
  expect(await boughtWith({ k: 5, itemIds: ['x'] }, context)).toMatchObject({ items: [], reason: 'unknown-items' });
});
