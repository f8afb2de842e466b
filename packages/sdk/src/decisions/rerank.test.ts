import { afterEach, expect, test, vi } from 'vitest';
import { rerank } from './rerank.js';

afterEach(() => void vi.restoreAllMocks());

const HISTORY = { cursor: undefined, history: undefined, noticesSent: 2 };
const requestOf = (decision: ReturnType<typeof rerank>) =>
  decision.prepare() as Exclude<ReturnType<typeof decision.prepare>, string>;

test('the request contains the unpinned items and the history', () => {
  const engine = { rerank: vi.fn() };
  const { call } = requestOf(rerank(['a', 'ad', 'b'], { pinned: (item) => item === 'ad' }));
  void call(engine as never, HISTORY);
  expect(engine.rerank.mock.calls).toEqual([[{ itemIds: ['a', 'b'], ...HISTORY }]]);
});

test('the answer has the given objects with pinned ones in place', () => {
  const items = ['a', 'ad', 'b', 'c'].map((item_id) => ({ item_id }));
  const { readReply } = requestOf(rerank(items, { pinned: ({ item_id }) => item_id === 'ad' }));
  const given = [...items];
  items.reverse();
  expect(readReply({ order: Uint32Array.of(2, 0, 1) } as never)).toEqual({
    items: [given[3], given[1], given[0], given[2]],
    ranked: true,
  });
});

test('an invalid list is not sent to the engine', () => {
  vi.spyOn(console, 'warn').mockImplementationOnce(() => {});
  expect(rerank([{}]).prepare()).toBe('invalid-items');
  const decision = rerank(7 as never);
  expect([decision.prepare(), decision.fallback]).toEqual(['invalid-items', { items: [], ranked: false }]);
});

test('what the shop adds is sent for unpinned items only', () => {
  const engine = { rerank: vi.fn() };
  const options = {
    pinned: (item: string) => item === 'ad',
    orderWeight: 1,
    boost: (item: string) => (item === 'b' ? 3 : 0),
  };
  void requestOf(rerank(['a', 'ad', 'b'], options)).call(engine as never, HISTORY);
  // 'b' is the third item of the given list.
  expect(engine.rerank.mock.calls).toEqual([
    [{ itemIds: ['a', 'b'], hasOrder: true, added: Float32Array.of(0, 3 - Math.log(3)), ...HISTORY }],
  ]);
});

test.each([
  [{ orderWeight: NaN }, 'orderWeight, features or boost failed: item 0 gets NaN'],
  [{ boost: () => [].at(1)!['id'] }, 'Cannot read properties of undefined'],
  [{ features: 7 }, 'is not iterable'],
  [{ features: [null] }, 'null'],
])('values that cannot be added keep the given order (%#)', (options, problem) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { prepare, fallback } = rerank(['a', 'b'], options as never);
  expect([prepare(), fallback]).toEqual(['invalid-items', { items: ['a', 'b'], ranked: false }]);
  expect(warn.mock.calls[0]![0]).toContain(problem);
});
