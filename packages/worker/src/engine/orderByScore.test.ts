import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { orderByScore } from './orderByScore.js';

/** Items named by a capital letter are known. */
const rowOf = (itemId: string) => (/[A-Z]/.test(itemId) ? itemId.charCodeAt(0) : undefined);
const ordered = (list: string, ...scores: number[]) => {
  const items = [...list];
  return [...orderByScore(items, rowOf, scores)].map((index) => items[index]).join('');
};

describe('hand-made examples', () => {
  test.each([
    ['all known: best first', 'ABC', [1, 3, 2], 'BCA'],
    ['equal scores keep their order', 'ABCD', [1, 2, 1, 2], 'BDAC'],
    ['already in order', 'ABC', [3, 2, 1], 'ABC'],
    ['an unknown item keeps its place', 'AxB', [1, 2], 'BxA'],
    ['unknown items at both ends', 'xABCy', [1, 2, 3], 'xCBAy'],
    ['nothing known', 'xyz', [], 'xyz'],
    ['an empty list', '', [], ''],
    ['one item', 'A', [5], 'A'],
    ['the same item twice', 'AxA', [2, 2], 'AxA'],
    ['negative scores and -Infinity', 'ABC', [-Infinity, -2, -1], 'CBA'],
  ] as const)('%s', (_, list, scores, expected) => {
    expect(ordered(list, ...scores)).toBe(expected);
  });
});

test('random lists are sorted by score with unknown items in place', () => {
  const random = seededRandom(8);
  for (let round = 0; round < 300; round++) {
    const items = Array.from({ length: Math.floor(random() * 40) }, () =>
      String.fromCharCode((random() < 0.7 ? 65 : 97) + Math.floor(random() * 26)),
    );
    const known = [...items.keys()].filter((i) => rowOf(items[i]!) !== undefined);
    const scores = known.map(() => Math.floor(random() * 5));
    const order = [...orderByScore(items, rowOf, scores)];
    expect([...order].sort((a, b) => a - b)).toEqual([...items.keys()]);
    const scoreAt = (index: number) => scores[known.indexOf(index)]!;
    order.forEach((index, place) =>
      expect(rowOf(items[place]!) === undefined ? index === place : known.includes(index)).toBe(true),
    );
    const ranked = order.filter((_, place) => known.includes(place));
    for (let i = 1; i < ranked.length; i++) {
      const [before, after] = [ranked[i - 1]!, ranked[i]!];
      expect(scoreAt(before) > scoreAt(after) || (scoreAt(before) === scoreAt(after) && before < after)).toBe(true);
    }
  }
});
