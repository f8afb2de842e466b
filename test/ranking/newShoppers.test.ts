import type { Kinds } from '@aisle/model';
import type { Page } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import { createAisle, exported, itemId, predict, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { leftOnDevice } from '../kit/leftOnDevice.js';
import { SDK_PAGE } from '../kit/serveAisle.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();
const ITEMS = 60;
/** Items 1 to 30 are tents, the others mugs. Most shoppers choose item 60, then 59, and so on. */
const kinds: Kinds = {
  names: ['Tents', 'Mugs'],
  ofRow: Int32Array.from({ length: ITEMS + 1 }, (_, row) => (row === 0 ? -1 : row <= 30 ? 0 : 1)),
  repurchases: Array.from({ length: 2 }, () => ({ share: 0.2, medianDays: undefined })),
  trending: Int32Array.of(1),
  context: {
    demand: Int32Array.from({ length: ITEMS + 1 }, (_, row) => row),
    byValue: new Map([
      ['category:Tents', Int32Array.of(60, -60)],
      ['referrer:search', Int32Array.of(-60, 60)],
      ['device:phone', Int32Array.of(-60, 60)],
    ]),
  },
};
beforeAll(async () => {
  await writeSmallRelease(site.modelDirectory, {
    itemCount: ITEMS,
    seed: 1,
    kinds,
    context: { weights: { category: 1, referrer: 2 }, fade: 0.5 },
  });
});

/** By score alone, and as many of one kind as there are. */
const BY_SCORE = { k: 3, diversity: 0, maxPerCategory: 3 };
const idsOf = async (page: Page, options: Parameters<typeof predict>[1]) => {
  const { items, reason } = await predict(page, { ...BY_SCORE, ...options });
  return reason ?? items.map(({ item_id }) => item_id);
};
const MUGS = [60, 59, 58].map(itemId);
const TENTS = [30, 29, 28].map(itemId);

test('a shopper without a history gets what most choose, by the category of the page', async () => {
  const page = await site.openPage();
  await startAisle(page);
  expect(await idsOf(page, {})).toBe('cold-start');
  expect(await idsOf(page, { context: true })).toEqual(MUGS);
  expect(await idsOf(page, { context: { category: 'Tents' } })).toEqual(TENTS);
  expect(await idsOf(page, { context: { category: 'Tents' }, kind: 'carry-on' })).toBe('cold-start');
});

test('the referrer counts as its kind, and no address of it is stored or sent', async () => {
  const page = await (await site.newContext()).newPage();
  await page.goto(`${site.addPage(SDK_PAGE)}?utm_medium=cpc`, { referer: 'https://www.google.com/search?q=secret' });
  // An advertisement, whatever the referrer is.
  await startAisle(page);
  expect(await idsOf(page, { context: { category: 'Tents' } })).toEqual(TENTS);

  await page.goto(site.addPage(SDK_PAGE), { referer: 'https://www.google.com/search?q=secret' });
  await createAisle(page);
  const before = site.server.requests.length;
  expect(await idsOf(page, { context: { category: 'Tents' } })).toEqual(MUGS);
  await page.evaluate(() => window.visitor.whenReady());
  expect(await exported(page)).toEqual([]);
  const { localStorage, sessionStorage, cookies } = await leftOnDevice(page);
  expect([localStorage, sessionStorage, cookies]).toEqual([[], [], '']);
  const sent = site.server.requests.slice(before).map(({ url, headers }) => `${url} ${JSON.stringify(headers)}`);
  expect(sent.filter((request) => /secret|google|Tents|search\b|phone|desktop/.test(request))).toEqual([]);
});

test('the context fades with the first actions', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const tents = { context: { category: 'Tents' } };
  const scoreOf = async (id: string, options: object) => {
    const { items } = await predict(page, { ...BY_SCORE, candidates: [id], ...options });
    return items[0]!.score;
  };
  const gains: number[] = [];
  for (const number of [1, 2, 3]) {
    await view(page, number);
    gains.push((await scoreOf(itemId(20), tents)) - (await scoreOf(itemId(20), {})));
  }
  // 60 levels of an eighth, times .5 for each action.
  [3.75, 1.875, 0.9375].forEach((gain, i) => expect(gains[i]).toBeCloseTo(gain, 4));
});

test('before consent, the page has no row and no worker', async () => {
  const page = await site.openPage();
  await createAisle(page, { consent: 'unset', rowsBeforeConsent: true });
  expect(await idsOf(page, { context: true })).toBe('no-consent');
  expect(page.workers()).toEqual([]);
});
