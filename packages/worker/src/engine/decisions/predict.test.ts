import { afterEach, expect, test, vi } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { eventOf, request, viewOf } from '../../testing/testEngine.js';
import { predict } from './predict.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);
const CATALOGUE_URL = 'https://shop.example/catalogue.json';

afterEach(() => void vi.unstubAllGlobals());

const idsAndScores = (reply: Awaited<ReturnType<typeof predict>>) =>
  reply.items.map(({ item_id, score }) => [item_id, score]);

test('predicts the best k of all items', async () => {
  const { context } = createContext(release, viewOf('a'));
  const reply = await predict({ ...request, k: 3 }, context);
  expect(idsAndScores(reply)).toEqual([
    ['b', 5],
    ['e', 4],
    ['c', 3],
  ]);
  expect(reply).toMatchObject({ release: 'r1', tier: 'light', historyId: 'e' });
});

test('predicts the best candidates, each once', async () => {
  const { context } = createContext(release, viewOf('a'));
  expect(idsAndScores(await predict({ ...request, k: 5, candidates: ['a', 'd', 'a', 'x'] }, context))).toEqual([
    ['d', 2],
    ['a', 1],
  ]);
});

test('excludes given items and items in the cart', async () => {
  const { context } = createContext(release, eventOf({ type: 'add_to_cart', items: [{ item_id: 'e' }] }));
  expect(idsAndScores(await predict({ ...request, k: 2, exclude: ['b'], excludeCart: true }, context))).toEqual([
    ['c', 3],
    ['d', 2],
  ]);
  expect(
    idsAndScores(await predict({ ...request, k: 2, candidates: ['b', 'e', 'a'], excludeCart: true }, context)),
  ).toEqual([
    ['b', 5],
    ['a', 1],
  ]);
});

test('unknown candidates give a reason instead of items', async () => {
  const { context } = createContext(release, viewOf('a'));
  expect(await predict({ ...request, k: 2, candidates: ['x'] }, context)).toEqual({
    release: 'r1',
    tier: 'light',
    historyId: 'e',
    items: [],
    reason: 'unknown-items',
  });
});

test('fetches the catalogue file before the history, and predicts its items in stock', async () => {
  const { context, history } = createContext(release, viewOf('a'));
  const fetched = vi.fn(async () => {
    expect(history.reads).toBe(0);
    return new Response(
      JSON.stringify([
        { item_id: 'b', price: 2 },
        { item_id: 'e', in_stock: false },
        { item_id: 'd', in_stock: true },
      ]),
    );
  });
  vi.stubGlobal('fetch', fetched);
  const { items } = await predict({ ...request, k: 2, catalogueUrl: CATALOGUE_URL }, context);
  expect(items).toEqual([
    { item_id: 'b', score: 5, product: { item_id: 'b', price: 2 } },
    { item_id: 'd', score: 2, product: { item_id: 'd', in_stock: true } },
  ]);
  expect(fetched).toHaveBeenCalledTimes(1);
});
