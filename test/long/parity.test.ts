import { test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { compareTiers, randomHistories, TRAINED_SHAPE } from '../ranking/compareTiers.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

test.each([
  { itemCount: 12_000, count: 1000 },
  { itemCount: 100_000, count: 100 },
  { itemCount: 1_000_000, count: 20 },
])(
  'all tiers give the same top 20 of $itemCount items',
  async ({ itemCount, count }) => {
    await compareTiers(site, { itemCount, shape: TRAINED_SHAPE }, randomHistories(count, itemCount));
  },
  3_600_000,
);
