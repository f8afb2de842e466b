import { expect, test } from 'vitest';
import { multiply32 } from './multiply32.js';
import { seededRandom } from './random.js';

test('the lower 32 bits of products, as Math.imul', () => {
  const random = seededRandom(5);
  for (let i = 0; i < 1000; i++) {
    const [a, b] = [Math.floor(2 ** 32 * random()) | 0, Math.floor(2 ** 32 * random())];
    expect(multiply32(a, b)).toBe(Math.imul(a, b));
  }
  expect([multiply32(-1, 0xffffffff), multiply32(0, 9), multiply32(-(2 ** 31), 2)]).toEqual([1, 0, 0]);
});
