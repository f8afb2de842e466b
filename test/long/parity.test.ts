import { test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { compareTiers, histories, TRAINED_SHAPE } from '../ranking/compareTiers.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

test.each([
  { itemCount: 12_000, count: 1000 },
  { itemCount: 100_000, count: 100 },
  { itemCount: 1_000_000, count: 20 },
])(
  'light, wasm and webgpu give the same twenty best of $itemCount items after $count histories',
  async ({ itemCount, count }) => {
    await compareTiers(site, { itemCount, shape: TRAINED_SHAPE }, histories(count, itemCount));
  },
  3_600_000,
);
