import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { compareTiers, histories, TRAINED_SHAPE } from './compareTiers.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

// `test/long/parity.test.ts` asks the same of more histories and of larger catalogues.
test('light, wasm and webgpu give the same twenty best of a small catalogue', async () => {
  await compareTiers(site, { itemCount: 60 }, histories(12, 60));
});

test('and of 12,000 items, on a network of the size that the trainer makes', async () => {
  await compareTiers(site, { itemCount: 12_000, shape: TRAINED_SHAPE }, histories(6, 12_000));
}, 120_000);

test('and where bought next is asked for, after clicks whose place in the list is known', async () => {
  await compareTiers(site, { itemCount: 500, target: 'next-purchase' }, histories(8, 500, true));
});
