import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';
import { tryFaults } from './cdnFaults.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);

// The long form tries every fault on every file. Here, 13 is coprime to the number of files, so that each fault and each
// file occurs.
test('an update under CDN faults never mixes releases', async () => {
  const { problems, wrongWeightsUsed, tried } = await tryFaults(site, cdn, { seeds: [1], every: 13 });
  expect(problems).toEqual([]);
  expect(wrongWeightsUsed).toBe(0);
  expect(tried).toBeGreaterThan(15);
}, 300_000);
