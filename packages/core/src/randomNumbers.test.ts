import { afterEach, expect, test, vi } from 'vitest';
import { randomNumbers } from './randomNumbers.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const differing = (rounds: number) => new Set(Array.from({ length: rounds }, () => randomNumbers(2).join())).size;

test('numbers come from crypto', () => {
  vi.stubGlobal('crypto', { getRandomValues: (into: Uint32Array) => into.fill(7) });
  expect([...randomNumbers(3)]).toEqual([7, 7, 7]);
});

test.each<[string, unknown]>([
  ['removed', undefined],
  ['empty', {}],
  [
    'throwing',
    {
      getRandomValues: () => {
        throw new Error('no');
      },
    },
  ],
  ['doing nothing', { getRandomValues: () => undefined }],
])('numbers differ with crypto %s and Math.random constant', (_, replacement) => {
  vi.stubGlobal('crypto', replacement);
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  expect(differing(1000)).toBe(1000);
});
