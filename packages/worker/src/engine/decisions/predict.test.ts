import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { kindsOf } from '@aisle/model/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { createContext, createContextOn } from '../../testing/decisionContext.js';
import { releaseOfBiases, releaseOfVectors } from '../../testing/smallRelease.js';
import { eventOf, request, viewOf } from '../../testing/testEngine.js';
import { LightScorer } from '../lightScorer.js';
import type { PredictRequest } from '../rowRequest.js';
import { WasmScorer } from '../wasm/wasmScorer.js';
import { predict } from './predict.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);
const CATALOGUE_URL = 'https://shop.example/catalogue.json';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

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

const idsOf = async (...asked: Parameters<typeof predict>) =>
  (await predict(...asked)).items.map(({ item_id }) => item_id);
const cartOf = (itemId: string) => eventOf({ type: 'add_to_cart', items: [{ item_id: itemId }] });
const purchaseOf = (itemId: string) => eventOf({ type: 'purchase', transaction_id: 't', items: [{ item_id: itemId }] });

// a, b and e are tents, c is coffee, d is a lamp. Scores: b 5, e 4, c 3, d 2, a 1.
const shop = {
  ...release,
  kinds: kindsOf(
    [0, 0, 1, 2, 0],
    [
      { share: 0.02, medianDays: undefined },
      { share: 0.6, medianDays: 10 },
    ],
  ),
};

test('at most half of the row is of one kind, unless the request limits kinds', async () => {
  const { context } = createContext(shop, cartOf('a'));
  expect(await idsOf({ ...request, k: 4 }, context)).toEqual(['b', 'e', 'c', 'd']);
  expect(await idsOf({ ...request, k: 3, maxPerCategory: 1 }, context)).toEqual(['b', 'c', 'd']);
  expect(await idsOf({ ...request, k: 3, maxPerCategory: 1, candidates: ['a', 'b', 'd', 'e'] }, context)).toEqual([
    'b',
    'd',
    'e',
  ]);
});

test('at most a quarter of the row was viewed', async () => {
  const { context } = createContext(release, viewOf('b'), viewOf('e'));
  expect(await idsOf({ ...request, k: 4 }, context)).toEqual(['b', 'c', 'd', 'a']);
  expect(await idsOf({ ...request, k: 3 }, context)).toEqual(['c', 'd', 'a']);
  expect(await idsOf({ ...request, k: 2, excludeViewed: true }, context)).toEqual(['c', 'd']);
});

test('a kind that is rarely bought again leaves the row after a purchase', async () => {
  const { context } = createContext(shop, purchaseOf('a'));
  expect(await idsOf({ ...request, k: 3, excludePurchased: true }, context)).toEqual(['c', 'd', 'b']);
  expect(await idsOf({ ...request, k: 3 }, context)).toEqual(['b', 'e', 'c']);
});

test('a refunded purchase no longer excludes its item and its kind', async () => {
  const asked = { ...request, k: 3, excludePurchased: true };
  const refundOf = (transaction_id: string) => eventOf({ type: 'refund', transaction_id, items: [{ item_id: 'b' }] });
  const { context: purchased } = createContext(shop, purchaseOf('b'));
  expect(await idsOf(asked, purchased)).toEqual(['c', 'd', 'e']);
  const { context: refunded } = createContext(shop, purchaseOf('b'), refundOf('t'));
  expect(await idsOf(asked, refunded)).toEqual(['b', 'e', 'c']);
  const { context: other } = createContext(shop, purchaseOf('b'), refundOf('other'));
  expect(await idsOf(asked, other)).toEqual(['c', 'd', 'e']);
});

test('carry-on has an item again whose order was refunded', async () => {
  const refund = eventOf({ type: 'refund', transaction_id: 't' });
  const { context } = createContext(release, viewOf('a'), viewOf('b'), purchaseOf('b'), refund);
  expect(await idsOf({ ...request, k: 9, kind: 'carry-on' }, context)).toEqual(['b', 'a']);
});

test('what goes with an item in the cart is of another kind', async () => {
  const { context } = createContext(shop, cartOf('a'));
  expect(await idsOf({ ...request, k: 3, excludeCart: true }, context)).toEqual(['c', 'd', 'b']);
  // People buy coffee again and again.
  const { context: coffee } = createContext(shop, cartOf('d'));
  expect(await idsOf({ ...request, k: 3, excludeCart: true }, coffee)).toEqual(['b', 'e', 'c']);
});

test('a purchased item comes back when its kind is due', async () => {
  const { context } = createContext(shop, purchaseOf('c'));
  const idsAfter = (days: number, exclude: readonly string[] = []) => {
    vi.setSystemTime(days * 86_400_000);
    return idsOf({ ...request, k: 4, excludePurchased: true, exclude, diversity: 0 }, context);
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  expect(await idsAfter(6.9)).toEqual(['b', 'e', 'd', 'a']);
  expect(await idsAfter(7)).toEqual(['b', 'e', 'c', 'd']);
  expect(await idsAfter(7, ['c'])).toEqual(['b', 'e', 'd', 'a']);
});

test('an item that is due loses nothing as a repeat', async () => {
  const repeat = { byAge: Array<number>(7).fill(-6), byType: ACTION_TYPES.map(() => -0.5), perLogCount: 0 };
  const { context } = createContext({ ...shop, config: { ...shop.config, repeat } }, purchaseOf('c'));
  vi.useFakeTimers({ toFake: ['Date'], now: 7 * 86_400_000 });
  const ask = { ...request, k: 4, excludePurchased: true, diversity: 0 };
  expect(idsAndScores(await predict(ask, context))).toEqual([
    ['b', 5],
    ['e', 4],
    ['c', 3],
    ['d', 2],
  ]);
  expect((await idsOf({ ...ask, boost: { c: 1.5 } }, context))[1]).toBe('c');
});

test('the quotas hold if the best hundred items are of one kind', async () => {
  const large = {
    ...releaseOfBiases(Array.from({ length: 150 }, (_, i) => -i)),
    kinds: kindsOf(Array.from({ length: 150 }, (_, i) => (i < 120 ? 0 : 1))),
  };
  const { context } = createContext(large, viewOf('a'));
  expect(await idsOf({ ...request, k: 4 }, context)).toEqual(['a', 'b', 'item-121', 'item-122']);
  const candidates = large.itemIds.slice(1, 125);
  expect(await idsOf({ ...request, k: 4, candidates }, context)).toEqual(['b', 'c', 'item-121', 'item-122']);
});

test('carry-on has viewed items that were not purchased, best first, of equal ones the latest', async () => {
  const events = [viewOf('a'), viewOf('e'), viewOf('b'), viewOf('a'), purchaseOf('b'), viewOf('d')];
  const { context } = createContext(release, ...events);
  expect(await idsOf({ ...request, k: 9, kind: 'carry-on', excludeViewed: true }, context)).toEqual(['e', 'd', 'a']);
  expect(await idsOf({ ...request, k: 9, kind: 'carry-on', candidates: ['a', 'b', 'e'] }, context)).toEqual(['e', 'a']);
  const { context: equal } = createContext(releaseOfBiases([0, 0, 0, 0, 0]), ...events);
  expect(await idsOf({ ...request, k: 2, kind: 'carry-on' }, equal)).toEqual(['d', 'a']);
});

test('carry-on has no item of a kind that was bought', async () => {
  const { context } = createContext(shop, viewOf('b'), viewOf('d'), viewOf('e'), purchaseOf('a'));
  expect(await idsOf({ ...request, k: 9, kind: 'carry-on' }, context)).toEqual(['d']);
  const { context: empty } = createContext(shop, viewOf('b'), purchaseOf('a'));
  expect(await predict({ ...request, k: 9, kind: 'carry-on' }, empty)).toMatchObject({ items: [], release: 'r1' });
});

test('boosts are added to the scores of all items and of candidates', async () => {
  const { context } = createContext(release, cartOf('a'));
  const boost = { d: 10, b: -4.5, x: 3 };
  const expected = [
    ['d', 12],
    ['e', 4],
    ['c', 3],
  ];
  expect(idsAndScores(await predict({ ...request, k: 3, boost }, context))).toEqual(expected);
  const candidates = ['b', 'c', 'd', 'e'];
  expect(idsAndScores(await predict({ ...request, k: 3, boost, candidates }, context))).toEqual(expected);
  expect(await idsOf({ ...request, k: 2, boost, exclude: ['d'] }, context)).toEqual(['e', 'c']);
});

test('diversity puts similar items apart', async () => {
  const vectors = releaseOfVectors([1, 0], [0.8, 0.6], [0, 1], [1, 0], [0, 1]);
  const alike = { ...vectors, items: { ...vectors.items, bias: Float32Array.of(0, 900, 500, 400, 300, 200) } };
  const { context } = createContext(alike, cartOf('e'));
  expect(await idsOf({ ...request, k: 3, diversity: 0 }, context)).toEqual(['a', 'b', 'c']);
  expect(await idsOf({ ...request, k: 3, diversity: 1 }, context)).toEqual(['a', 'c', 'b']);
});

test('a prediction has a probability if the release has its temperature', async () => {
  const calibrated = { ...release, config: { ...release.config, probability: { temperature: 2, rest: 3 } } };
  const { context } = createContext(calibrated, cartOf('b'));
  const weight = (score: number) => Math.exp(score / 2);
  const total = [5, 4, 3, 2, 1].map(weight).reduce((a, b) => a + b) + 3 * weight(1);
  const { items } = await predict({ ...request, k: 2, excludeCart: true, boost: { d: 9 } }, context);
  expect(items).toEqual([
    { item_id: 'd', score: 11, probability: expect.closeTo(weight(2) / total, 10) },
    { item_id: 'e', score: 4, probability: expect.closeTo(weight(4) / total, 10) },
  ]);
  expect((await predict({ ...request, k: 1, candidates: ['c'] }, context)).items[0]!.probability).toBeCloseTo(
    weight(3) / total,
    10,
  );
});

test('probabilities need no second scan of all items unless many are excluded', async () => {
  const scores = Array.from({ length: 400 }, (_, i) => -i);
  const known = releaseOfBiases(scores);
  const probability = { temperature: 2, rest: 3 };
  const scorer = new LightScorer({ ...known, config: { ...known.config, probability } });
  const scans = vi.spyOn(scorer, 'top');
  const { context } = createContextOn(scorer, cartOf('a'));
  const bestWithout = async (excludedCount: number) => {
    scans.mockClear();
    const exclude = known.itemIds.slice(0, excludedCount);
    const { items } = await predict({ ...request, k: 1, exclude, boost: { 'item-399': 1 } }, context);
    return [items[0]!.item_id, items[0]!.probability, scans.mock.calls.length];
  };
  const total = scores.slice(0, 200).reduce((sum, score) => sum + Math.exp(score / 2), 3 * Math.exp(-199 / 2));
  const near = (score: number) => expect.closeTo(Math.exp(score / 2) / total, 10);
  expect(await bestWithout(0)).toEqual(['a', near(0), 1]);
  // With the boosted item, a hundred of the best two hundred are left for the row.
  expect(await bestWithout(99)).toEqual(['item-100', near(-99), 1]);
  expect(await bestWithout(100)).toEqual(['item-101', near(-100), 2]);
});

test('the wasm tier composes the same rows as the light tier', async () => {
  const random = seededRandom(9);
  const whole = (below: number) => Math.floor(random() * below);
  const numbers = Array.from({ length: 300 }, random);
  const known = releaseOfBiases(numbers);
  const { width } = known.config;
  // The wasm tier moves the vectors, so each tier has its own.
  const vectors = Int8Array.from({ length: (numbers.length + 1) * width }, () => whole(127) - 63);
  const large = () => ({
    ...known,
    config: { ...known.config, probability: { temperature: 1.5, rest: 4 } },
    items: { ...known.items, vectors: vectors.slice(), scales: new Float32Array(numbers.length + 1).fill(0.008) },
    kinds: kindsOf(
      numbers.map((_, i) => (i % 7) - 1),
      [{ share: 0, medianDays: undefined }],
    ),
  });
  const idOf = () => known.itemIds[whole(numbers.length)]!;
  for (let round = 0; round < 20; round++) {
    const events = Array.from({ length: 1 + whole(12) }, () => [viewOf, viewOf, cartOf, purchaseOf][whole(4)]!(idOf()));
    const asked: Omit<PredictRequest, keyof typeof request>[] = [
      { k: 8 },
      { k: 12, diversity: random(), excludeViewed: true, excludePurchased: true, excludeCart: true },
      { k: 5, candidates: Array.from({ length: 40 }, idOf), maxPerCategory: 1 },
      { k: 6, boost: { [idOf()]: 3, [idOf()]: -3 }, exclude: [idOf()] },
      { k: 4, kind: 'carry-on' },
    ];
    const light = createContextOn(new LightScorer(large()), ...events);
    const wasm = createContextOn(await WasmScorer.open(large()), ...events);
    for (const options of asked)
      expect(await predict({ ...request, ...options }, wasm.context)).toEqual({
        ...(await predict({ ...request, ...options }, light.context)),
        tier: 'wasm',
      });
  }
});
