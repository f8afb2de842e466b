import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';
import { tryFaults } from './cdnFaults.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);

// The long form tries every fault on every file; thirteen has no divisor in common with the files, so that each fault meets some and each file meets some.
test('whatever a CDN does to an update, one whole release ranks, and the status says why it is the old one', async () => {
  const { problems, wrongWeightsUsed, tried } = await tryFaults(site, cdn, { seeds: [1], every: 13 });
  expect(problems).toEqual([]);
  expect(wrongWeightsUsed).toBe(0);
  expect(tried).toBeGreaterThan(15);
}, 300_000);
