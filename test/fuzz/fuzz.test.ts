import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { fuzz } from './fuzz.js';

const site = useAisleSite();

test('500 malformed inputs cause no uncaught error and no invalid row', async () => {
  const { problems, rows } = await fuzz(site, { seed: 1, inputs: 500 });
  expect(problems).toEqual([]);
  // Some mutations leave events valid, which shows that inputs reach the store. Each entry point has two rows of the suite.
  const stored = ['track', 'use', 'attributes', 'dataLayer', 'structuredData', 'shopify'].map(
    (name) => rows[name]! - 2,
  );
  expect(stored.reduce((sum, count) => sum + count)).toBeGreaterThan(10);
});
