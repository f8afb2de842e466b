import { describe, expect, test } from 'vitest';
import { encodeRanking, itemCode, orderByRanking, rankingTimeMs } from './ranking.js';

const nowhere = (_: number) => false;
const NOW_MS = Date.UTC(2026, 10, 28);
const complete = encodeRanking(['d', 'b', 'a', 'c'], true, NOW_MS);
const best = encodeRanking(['d', 'b'], false, NOW_MS);
const ordered = (ranking: string, ids: readonly string[], fixed = nowhere) =>
  orderByRanking(ranking, ids, fixed)?.map((index) => ids[index]);

describe('orderByRanking orders a list', () => {
  test('by a ranking of all items of the release', () => {
    expect(ordered(complete, ['a', 'b', 'c', 'd'])).toEqual(['d', 'b', 'a', 'c']);
    expect(ordered(complete, ['c', 'd'])).toEqual(['d', 'c']);
  });

  test('and keeps unknown items in their places', () => {
    expect(ordered(complete, ['a', 'new', 'b', 'newer', 'd'])).toEqual(['d', 'new', 'b', 'newer', 'a']);
  });

  test('and puts items outside an incomplete ranking last, in order', () => {
    expect(ordered(best, ['a', 'new', 'b', 'c', 'd'])).toEqual(['d', 'b', 'a', 'new', 'c']);
  });

  test('around fixed items', () => {
    expect(ordered(complete, ['a', 'b', 'c', 'd'], (index) => index === 0 || index === 3)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(ordered(best, ['c', 'a', 'b', 'd'], (index) => index === 1)).toEqual(['d', 'a', 'b', 'c']);
  });

  test('that contains an item twice', () => {
    expect(orderByRanking(complete, ['a', 'd', 'a', 'b'], nowhere)).toEqual([1, 3, 0, 2]);
  });

  test('only if the ranking contains one of its items', () => {
    expect(orderByRanking(complete, ['x', 'y'], nowhere)).toBeUndefined();
    expect(orderByRanking(best, [], nowhere)).toBeUndefined();
    expect(orderByRanking('', ['a', 'b'], nowhere)).toBeUndefined();
  });
});

test('the two units of a code have disjoint ranges', () => {
  for (let i = 0; i < 20_000; i++) {
    const code = itemCode(`sku-${i}`);
    expect(code).toHaveLength(2);
    const [first, second] = [code.charCodeAt(0), code.charCodeAt(1)];
    if (first < 0x100 || first >= 0x4100 || second < 0x4100 || second >= 0x8100)
      expect.fail(`sku-${i}: ${first} ${second}`);
  }
});

test('similar ids have different codes', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => [`sku-${i}`, String(i), `B00${i}X`]).flat();
  const distinct = new Set(ids.map(itemCode)).size;
  // Of n codes of 28 bits, n²/2^29 pairs are equal by chance: 6.7 here.
  expect(ids.length - distinct).toBeLessThan(20);
});

test('rankingTimeMs reads the header and rejects other texts', () => {
  expect(rankingTimeMs(complete)).toBe(NOW_MS);
  expect(rankingTimeMs(best)).toBe(NOW_MS);
  for (const text of ['', 'c', 'cABC.', '{"a":1}', `x${NOW_MS.toString(36)}.`])
    expect(rankingTimeMs(text), text).toBeNaN();
});
