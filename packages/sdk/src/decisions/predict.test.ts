import type { PredictReply, PredictRequest } from '@aisle/worker';
import { expect, test } from 'vitest';
import type { PredictOptions } from '../api.js';
import type { DecisionRequest } from './decision.js';
import { predict } from './predict.js';

const page = { absoluteUrl: (url: string) => `https://shop.test${url}` };
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

test('the request has strings and an absolute URL', () => {
  const { requests } = predictWith(
    { k: 3, candidates: new Set(['a']), exclude: [7 as never], excludeCart: true, catalogueUrl: '/items.json' },
    [],
  );
  expect(requests).toEqual([
    {
      k: 3,
      candidates: ['a'],
      exclude: ['7'],
      excludeCart: true,
      excludePurchased: false,
      catalogueUrl: 'https://shop.test/items.json',
      ...HISTORY,
    },
  ]);
});

test('the count is multiplied by four until enough items pass', () => {
  const { requests, ids } = predictWith({ k: 2, filter: (id) => Number(id.slice(5)) > 10 }, items(40));
  expect([requests.map(({ k }) => k), ids]).toEqual([
    [2, 8, 32],
    ['item-11', 'item-12'],
  ]);
});

test('fewer items are returned if the release has no more', () => {
  const { requests, ids } = predictWith({ k: 2, filter: (id) => id === 'item-3' }, items(3));
  expect([requests.map(({ k }) => k), ids]).toEqual([[2, 8], ['item-3']]);
});

test('items out of stock or without catalogue entry are excluded', () => {
  const found = [
    { item_id: 'a', score: 3, product: { item_id: 'a', in_stock: false } },
    { item_id: 'b', score: 2, product: undefined },
    { item_id: 'c', score: 1, product: { item_id: 'c' } },
  ];
  expect(predictWith({ catalogueUrl: '/items.json' }, found).ids).toEqual(['c']);
});
