import { encodeRanking } from '@aisle/core';
import { expect, test, vi } from 'vitest';
import { rerankBy } from './rerankNow.js';

const ranking = encodeRanking(['d', 'b', 'a', 'c'], true, Date.UTC(2026, 10, 28));

test('the objects given come back, in the order of the ranking', () => {
  const [a, b, d] = [{ item_id: 'a' }, { item_id: 'b' }, { item_id: 'd' }];
  const { items, ranked, reason } = rerankBy(ranking, [a, b, d]);
  expect(items.map((item) => [a, b, d].indexOf(item))).toEqual([2, 1, 0]);
  expect({ ranked, reason }).toEqual({ ranked: true, reason: undefined });
});

test('pinned items keep their places', () => {
  expect(rerankBy(ranking, ['a', 'b', 'c', 'd'], { pinned: (item) => item === 'a' }).items).toEqual(['a', 'd', 'b', 'c']);
  expect(rerankBy(ranking, ['a', 'b', 'c', 'd'], { pinned: (_, index) => index === 3 }).items).toEqual(['b', 'a', 'c', 'd']);
});

test.each([
  { given: ['a'], with: undefined, refused: undefined, reason: 'no-ranking' },
  { given: ['x', 'y'], with: ranking, refused: undefined, reason: 'unknown-items' },
  { given: [{}], with: ranking, refused: undefined, reason: 'invalid-items' },
  { given: ['a', 'd'], with: ranking, refused: 'holdout', reason: 'holdout' },
] as const)('otherwise the order given, with the reason $reason', ({ given, with: known, refused, reason }) => {
  expect(rerankBy<unknown>(known, given, null, { refused })).toMatchObject({ items: given, ranked: false, reason });
});

test.each([
  { itemId: undefined, problem: 'an item has no item_id; give itemId' },
  { itemId: 'id', problem: 'itemId failed: itemId is not a function' },
])('a list whose ids cannot be read is told of on the console: $problem', ({ itemId, problem }) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  rerankBy(ranking, [{ id: 'a' }], { ...(itemId && { itemId: itemId as never }) });
  expect(warn.mock.calls).toEqual([[`[aisle] rerank: ${problem}.`]]);
  warn.mockRestore();
});
