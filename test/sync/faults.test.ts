import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';
import { tryFaults } from './cdnFaults.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);

test('whatever a CDN does to an update, one whole release ranks, and the status says why it is the old one', async () => {
  const { problems, wrongWeightsUsed, tried, triedByFault } = await tryFaults(site, cdn, { seeds: [1] });
  console.log(tried, triedByFault);
  expect(problems).toEqual([]);
  expect(wrongWeightsUsed).toBe(0);
}, 300_000);
