import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { fuzzNatives } from './natives.js';

const site = useAisleSite();

test('replaced natives: what is stored is right, or status says why', async () => {
  const { problems, natives, untouched, cases } = await fuzzNatives(site, (all) => all.filter((_, i) => i % 5 === 2));
  console.log(natives.length, cases, untouched, problems.length);
  writeFileSync('/tmp/door-problems.txt', problems.join('\n'));
  expect(problems).toEqual([]);
}, 500_000);
