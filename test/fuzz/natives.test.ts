import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { fuzzNatives } from './natives.js';

const site = useAisleSite();
/** Seven ways to replace each native, so that every native is replaced once or twice. `pnpm test:long` runs all cases. */
const EVERY = 5;

/**
 * idb, Comlink and async code cannot do without these. If one is broken, an error of the page may be reported, and
 * nothing is stored.
 */
const NEEDED = /^(Array\.prototype\.|Object\.|Function\.prototype\.|Promise|WeakMap|Map|Set|Reflect|RegExp|Date)/;

test('replaced natives: what is stored is right, or status says why', async () => {
  const { problems, uncaught, natives, complete } = await fuzzNatives(site, (cases) =>
    cases.filter((_, i) => i % EVERY === 0),
  );
  expect(problems).toEqual([]);
  expect(uncaught.filter((what) => !NEEDED.test(what))).toEqual([]);
  // The list is read from the built tag.
  expect(natives).toEqual(expect.arrayContaining(['Array.prototype.map', 'Object.is', 'JSON.parse', 'Promise.all']));
  expect(complete).toBeGreaterThan(50);
}, 120_000);
