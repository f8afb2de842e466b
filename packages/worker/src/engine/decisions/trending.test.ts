import { kindsOf } from '@aisle/model/testing';
import { describe, expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { trending } from './trending.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);

test('without kinds, the items with the highest biases are trending', async () => {
  const { context } = createContext(release);
  const { items } = await trending({ k: 3, exclude: ['e'] }, context);
  expect(items.map(({ item_id }) => item_id)).toEqual(['b', 'c', 'd']);
});

describe('with kinds', () => {
  const kinds = {
    ...kindsOf([0, 1, 2, 2, 0]),
    names: ['Outdoor > Tents', 'Outdoor > Stoves', 'Home > Lamps'],
    trending: Int32Array.of(4, 1, 5),
  };
  const { context } = createContext({ ...release, kinds });
  const trendingIn = async (category: string | undefined, k = 5) =>
    (await trending({ k, ...(category !== undefined && { category }) }, context)).items.map(({ item_id }) => item_id);

  test('what trends comes before the highest biases, at most half of one kind', async () => {
    expect(await trendingIn(undefined)).toEqual(['d', 'a', 'e', 'b', 'c']);
    expect(await trendingIn(undefined, 2)).toEqual(['d', 'a']);
    expect(await trendingIn(undefined, 3)).toEqual(['d', 'a', 'e']);
  });

  test('a category is a path, its beginning or its last name, in any case', async () => {
    expect(await trendingIn('outdoor')).toEqual(['a', 'e', 'b']);
    expect(await trendingIn(' Outdoor>TENTS')).toEqual(['a', 'e']);
    expect(await trendingIn('lamps')).toEqual(['d', 'c']);
    expect(await trendingIn('Outdoor > Lamps')).toEqual([]);
  });

  test('an unknown category has a reason', async () => {
    expect(await trending({ k: 3, category: 'Toys' }, context)).toMatchObject({ items: [], reason: 'unknown-items' });
    const { context: without } = createContext(release);
    expect(await trending({ k: 3, category: 'Tents' }, without)).toMatchObject({ reason: 'unknown-items' });
  });
});
