import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { trending } from './trending.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);

test('without kinds, the items with the highest biases are trending', async () => {
  const { context } = createContext(release);
  const { items } = await trending({ k: 3, exclude: ['e'] }, context);
  expect(items.map(({ item_id }) => item_id)).toEqual(['b', 'c', 'd']);
});
