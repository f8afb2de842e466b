import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { fuzz } from './fuzz.js';

const site = useAisleSite();

test('500 malformed inputs at every door: nothing is thrown into the page, and what is stored is an event', async () => {
  const { problems, rows } = await fuzz(site, { seed: 1, inputs: 500 });
  expect(problems).toEqual([]);
  // Where nothing comes through, nothing is tested: mutations leave some events valid. Two rows at each door are the suite's own.
  const own = ['track', 'use', 'attributes', 'dataLayer', 'structuredData', 'shopify'].map((door) => rows[door]! - 2);
  expect(own.reduce((sum, count) => sum + count)).toBeGreaterThan(10);
});
