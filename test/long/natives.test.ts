import { expect, test } from 'vitest';
import { fuzzNatives } from '../fuzz/natives.js';
import { useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

test('each native, replaced in seven ways: what is stored is right, or status says why', async () => {
  const { problems, natives } = await fuzzNatives(site, (cases) => cases);
  expect(natives.length).toBeGreaterThan(100);
  expect(problems).toEqual([]);
}, 600_000);
