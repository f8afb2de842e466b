import type { PredictReply, PredictRequest } from '@aisle/worker';
import { afterEach, expect, test, vi } from 'vitest';
import type { PredictOptions } from '../api.js';
import type { DecisionRequest } from './decision.js';
import { predict } from './predict.js';

afterEach(() => void vi.restoreAllMocks());

const page = {
  absoluteUrl: (url: string) => `https://shop.test${url}`,
  visitContext: () => ({ month: 6, device: 'phone', referrer: 'search' }) as const,
};
const HISTORY = { cursor: undefined, history: undefined, noticesSent: 0 };

/** Runs the decision on an engine with these predictions, most likely first. */
function predictWith(options: PredictOptions, predictions: PredictReply['items']) {
  const requests: PredictRequest[] = [];
  const { call, readReply } = predict(options, page).prepare() as DecisionRequest<
    PredictReply,
    { readonly items: readonly { readonly item_id: string }[] }
  >;
  const engine = { predict: (sent: PredictRequest) => (requests.push(sent), { items: predictions.slice(0, sent.k) }) };
  let found: ReturnType<typeof readReply>;
  do found = readReply(call(engine as never, HISTORY) as never);
  while (!found);
  return { requests, ids: found.items.map(({ item_id }) => item_id) };
}

const items = (count: number) => Array.from({ length: count }, (_, i) => ({ item_id: `item-${i + 1}`, score: -i }));

test('the request has the defaults of a row', () => {
  expect(predictWith({ k: 3 }, []).requests).toEqual([
    {
      k: 3,
      kind: 'for-you',
      excludeViewed: false,
      excludeCart: true,
      excludePurchased: true,
      ...HISTORY,
    },
  ]);
});

test.each<[string, PredictOptions, object]>([
  ['by default', {}, {}],
  ['if the shop asks for it', { context: true }, { visit: page.visitContext() }],
  [
    'with the category of the page',
    { context: { category: 'Tents' } },
    { visit: { ...page.visitContext(), category: 'Tents' } },
  ],
  ['without an empty category', { context: { category: '' } }, { visit: page.visitContext() }],
  ['for viewed items', { context: true, kind: 'carry-on' }, {}],
])('what the request says of the visit: %s', (_, options, expected) => {
  const { visit } = predictWith(options, []).requests[0]!;
  expect(visit === undefined ? {} : { visit }).toEqual(expected);
});

test('the request has strings, numbers and an absolute URL', () => {
  const { requests } = predictWith(
    {
      k: 3.7,
      kind: 'carry-on',
      candidates: new Set(['a']),
      exclude: [7 as never],
      excludeViewed: true,
      excludeCart: false,
      excludePurchased: false,
      maxPerCategory: 2,
      diversity: 0,
      boost: { a: -1.5 },
      catalogueUrl: '/items.json',
    },
    [],
  );
  expect(requests).toEqual([
    {
      k: 3,
      kind: 'carry-on',
      candidates: ['a'],
      exclude: ['7'],
      excludeViewed: true,
      excludeCart: false,
      excludePurchased: false,
      maxPerCategory: 2,
      diversity: 0,
      boost: { a: -1.5 },
      catalogueUrl: 'https://shop.test/items.json',
      ...HISTORY,
    },
  ]);
});

test('the count is multiplied by four until enough items pass, and the row is composed of them', () => {
  const filter = vi.fn((id: string) => Number(id.slice(5)) > 10);
  const { requests, ids } = predictWith({ k: 2, filter }, items(40));
  expect(requests.map(({ k }) => k)).toEqual([2, 8, 32, 2]);
  expect(requests.at(-1)!.candidates).toEqual(items(32).flatMap(({ item_id }) => (filter(item_id) ? item_id : [])));
  // The engine of this test ignores the candidates.
  expect(ids).toEqual(['item-1', 'item-2']);
});

test('a row is complete if as many items pass as it needs', () => {
  const { requests, ids } = predictWith({ k: 2, filter: (id) => ['item-3', 'item-7'].includes(id) }, items(40));
  expect([requests.map(({ k }) => k), ids]).toEqual([
    [2, 8],
    ['item-3', 'item-7'],
  ]);
});

test('a longer row that cannot be filled takes no item away', () => {
  // With limits, a row of two has a tent, and the longer row has none.
  const engine = { predict: ({ k }: PredictRequest) => ({ items: k === 2 ? items(2) : items(9).slice(4) }) };
  const request = predict({ k: 2, filter: (id) => id === 'item-2' }, page).prepare();
  if (typeof request === 'string') throw new Error(request);
  const reply = () => request.call(engine as never, HISTORY as never) as unknown as PredictReply;
  expect(request.readReply(reply())).toBeUndefined();
  expect(request.readReply(reply())!.items.map(({ item_id }) => item_id)).toEqual(['item-2']);
});

test('fewer items are returned if the release has no more', () => {
  const { requests, ids } = predictWith({ k: 2, filter: (id) => id === 'item-3' }, items(3));
  expect([requests.map(({ k }) => k), ids]).toEqual([[2, 8], ['item-3']]);
});

test.each([
  [{ kind: 'foryou' }, 'kind must be for-you or carry-on, found foryou'],
  [{ boost: { a: NaN } }, 'boost must have finite numbers'],
  [{ boost: { a: '1' } }, 'boost must have finite numbers'],
  [{ boost: { a: 1e300 } }, 'boost must have finite numbers'],
  [{ diversity: NaN }, 'diversity must be 0 to 1'],
  [{ diversity: 5 }, 'diversity must be 0 to 1'],
  [{ exclude: 7n }, 'exclude must be a list of ids'],
])('an argument that cannot be read is not sent (%#)', (options, problem) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(predict(options as never, page).prepare()).toBe('invalid-items');
  expect(warn.mock.calls[0]![0]).toContain(`[aisle] predict: ${problem}`);
});

test('a number instead of options gives the default count', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(predictWith(5 as never, []).requests[0]).toMatchObject({ k: 10 });
  expect(warn.mock.calls).toEqual([['[aisle] predict: { k } must be a number of at least 1, found 5; used 10.']]);
});
