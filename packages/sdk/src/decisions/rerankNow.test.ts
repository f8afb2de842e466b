import { encodeRanking } from '@aisle/core';
import { afterEach, expect, test, vi } from 'vitest';
import { rerankNow } from './rerankNow.js';

afterEach(() => void vi.restoreAllMocks());

const ranking = encodeRanking(['d', 'b', 'a', 'c'], true, Date.UTC(2026, 10, 28));

test('the given objects are returned in the order of the ranking', () => {
  const [a, b, d] = [{ item_id: 'a' }, { item_id: 'b' }, { item_id: 'd' }];
  const { items, ranked, reason } = rerankNow(ranking, [a, b, d]);
  expect(items.map((item) => [a, b, d].indexOf(item))).toEqual([2, 1, 0]);
  expect({ ranked, reason }).toEqual({ ranked: true, reason: undefined });
});

test('pinned items keep their positions', () => {
  expect(rerankNow(ranking, ['a', 'b', 'c', 'd'], { pinned: (item) => item === 'a' }).items).toEqual([
    'a',
    'd',
    'b',
    'c',
  ]);
  expect(rerankNow(ranking, ['a', 'b', 'c', 'd'], { pinned: (_, index) => index === 3 }).items).toEqual([
    'b',
    'a',
    'c',
    'd',
  ]);
});

test.each([
  { given: ['a'], with: undefined, refusal: undefined, reason: 'no-ranking' },
  { given: ['x', 'y'], with: ranking, refusal: undefined, reason: 'unknown-items' },
  { given: [{}], with: ranking, refusal: undefined, reason: 'invalid-items' },
  { given: ['a', 'd'], with: ranking, refusal: 'holdout', reason: 'holdout' },
] as const)(
  'without a usable ranking, the order stays with reason $reason',
  ({ given, with: ranking, refusal, reason }) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(rerankNow<unknown>(ranking, given, null, refusal)).toEqual({ items: given, ranked: false, reason });
  },
);

test.each([
  { itemId: undefined, problem: 'item 0 must have an item_id, or pass itemId; found nothing' },
  { itemId: 'id', problem: 'itemId failed: itemId is not a function' },
])('a list with unreadable ids is logged: $problem', ({ itemId, problem }) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  rerankNow(ranking, [{ id: 'a' }], { ...(itemId && { itemId: itemId as never }) });
  expect(warn.mock.calls).toEqual([[`[aisle] rerankNow: ${problem}.`]]);
});
