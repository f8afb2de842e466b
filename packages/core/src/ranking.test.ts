import { describe, expect, test } from 'vitest';
import { encodeRanking, itemCode, orderByRanking, rankingTimeMs } from './ranking.js';

const nowhere = (_: number) => false;
const NOW_MS = Date.UTC(2026, 10, 28);
const complete = encodeRanking(['d', 'b', 'a', 'c'], true, NOW_MS);
const best = encodeRanking(['d', 'b'], false, NOW_MS);
const ordered = (ranking: string, ids: readonly string[], fixed = nowhere) =>
  orderByRanking(ranking, ids, fixed)?.map((index) => ids[index]);

describe('a list is ordered', () => {
  test('by a ranking of the whole catalogue', () => {
    expect(ordered(complete, ['a', 'b', 'c', 'd'])).toEqual(['d', 'b', 'a', 'c']);
    expect(ordered(complete, ['c', 'd'])).toEqual(['d', 'c']);
  });

  test('with the items that the release does not know in their places', () => {
    expect(ordered(complete, ['a', 'new', 'b', 'newer', 'd'])).toEqual(['d', 'new', 'b', 'newer', 'a']);
  });

  test('with those that are not among the best behind them, in their given order', () => {
    expect(ordered(best, ['a', 'new', 'b', 'c', 'd'])).toEqual(['d', 'b', 'a', 'new', 'c']);
  });

  test('around those that may not move', () => {
    expect(ordered(complete, ['a', 'b', 'c', 'd'], (index) => index === 0 || index === 3)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(ordered(best, ['c', 'a', 'b', 'd'], (index) => index === 1)).toEqual(['d', 'a', 'b', 'c']);
  });

  test('with an item that is in it twice', () => {
    expect(orderByRanking(complete, ['a', 'd', 'a', 'b'], nowhere)).toEqual([1, 3, 0, 2]);
  });

  test('not at all where the ranking knows nothing of it', () => {
    expect(orderByRanking(complete, ['x', 'y'], nowhere)).toBeUndefined();
    expect(orderByRanking(best, [], nowhere)).toBeUndefined();
    expect(orderByRanking('', ['a', 'b'], nowhere)).toBeUndefined();
  });
});

test('a code is one character of the first half and one of the second, so that no other is found between two', () => {
  for (let i = 0; i < 20_000; i++) {
    const code = itemCode(`sku-${i}`);
    expect(code).toHaveLength(2);
    const [first, second] = [code.charCodeAt(0), code.charCodeAt(1)];
    if (first < 0x100 || first >= 0x4100 || second < 0x4100 || second >= 0x8100)
      expect.fail(`sku-${i}: ${first} ${second}`);
  }
});

test('codes of ids that look alike differ', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => [`sku-${i}`, String(i), `B00${i}X`]).flat();
  const distinct = new Set(ids.map(itemCode)).size;
  // Of n codes of 28 bits, n²/2^29 pairs coincide by chance: 6.7 here.
  expect(ids.length - distinct).toBeLessThan(20);
});

test('its head tells when it was made, and no other text does', () => {
  expect(rankingTimeMs(complete)).toBe(NOW_MS);
  expect(rankingTimeMs(best)).toBe(NOW_MS);
  for (const text of ['', 'c', 'cABC.', '{"a":1}', `x${NOW_MS.toString(36)}.`])
    expect(rankingTimeMs(text), text).toBeNaN();
});
