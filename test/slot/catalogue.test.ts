import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { itemId, predict, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

const entry = (number: number) => ({ item_id: itemId(number), item_name: `Item ${number}`, price: number });
const ENTRIES = Array.from({ length: 60 }, (_, i) => entry(i + 1));

const serve = (file: unknown) =>
  site.faults.set('/catalogue.json', {
    kind: 'body',
    body: typeof file === 'string' ? file : JSON.stringify(file),
    contentType: 'application/json',
  });
const requests = () => site.server.requests.filter(({ url }) => url.includes('/catalogue'));

async function openWithHistory(): Promise<Page> {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7, 8);
  return page;
}

const lastProblem = (page: Page) =>
  page.evaluate(async () => {
    const { lastProblem } = await window.visitor.whenReady();
    return lastProblem && { code: lastProblem.code, message: lastProblem.message };
  });

/** Without the rules that depend on the length of a row. */
const BY_SCORE = { diversity: 0, excludeViewed: true };

test('predict adds catalogue entries from one request without cookies or referrer', async () => {
  serve({ currency: 'EUR', items: ENTRIES });
  const page = await openWithHistory();
  await page.context().addCookies([{ name: 'shop-session', value: 'abc', url: site.server.origin }]);
  const requestsBefore = requests().length;
  const withoutCatalogue = await predict(page, { ...BY_SCORE, k: 60 });
  const { items } = await predict(page, { ...BY_SCORE, k: 60, catalogueUrl: 'catalogue.json' });
  expect(items).toEqual(
    withoutCatalogue.items.map((found) => ({
      ...found,
      product: { ...entry(Number(found.item_id.slice(5))), currency: 'EUR' },
    })),
  );
  expect((await predict(page, { ...BY_SCORE, k: 3, catalogueUrl: '/catalogue.json' })).items).toEqual(
    items.slice(0, 3),
  );
  const sentRequests = requests().slice(requestsBefore);
  expect(sentRequests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${site.server.origin}/catalogue.json`,
  ]);
  expect(
    sentRequests[0]!.headers.map(([name]) => name.toLowerCase()).filter((name) => ['cookie', 'referer'].includes(name)),
  ).toEqual([]);
});

test('items out of stock, missing or malformed in the catalogue are excluded', async () => {
  const page = await openWithHistory();
  const ranking = (await predict(page, { ...BY_SCORE, k: 60 })).items.map(({ item_id }) => item_id);
  const [outOfStock, missing, malformed] = ranking;
  serve([
    ...ENTRIES.filter(({ item_id }) => item_id !== missing).map((found) => ({
      ...found,
      ...(found.item_id === outOfStock && { in_stock: false }),
      ...(found.item_id === malformed && { price: 'free' }),
    })),
    'nonsense',
  ]);
  const ids = (await predict(page, { ...BY_SCORE, k: 5, catalogueUrl: '/catalogue.json' })).items.map(
    ({ item_id }) => item_id,
  );
  expect(ids).toEqual(ranking.slice(3, 8));
  expect(await lastProblem(page)).toEqual({
    code: 'catalogue-file-unusable',
    message: expect.stringMatching(
      /2 of 60 entries were skipped, the first because items\[\d+\]: price must be a number/,
    ),
  });
});

test('the filter gets the catalogue entry', async () => {
  serve(ENTRIES);
  const page = await openWithHistory();
  const { items } = await page.evaluate(() =>
    window.visitor.predict({
      k: 60,
      catalogueUrl: '/catalogue.json',
      filter: (_, product) => product!.price! <= 5,
      deadlineMs: 30_000,
    }),
  );
  expect(items.map(({ item_id }) => item_id).sort()).toEqual([1, 2, 3, 4, 5].map(itemId));
});

test.each<readonly [string, () => unknown, RegExp]>([
  ['is not there', () => site.faults.set('/catalogue.json', { kind: 'status', status: 404 }), /it responded with 404/],
  [
    'redirects',
    () => site.faults.set('/catalogue.json', { kind: 'redirect', to: '/model/manifest.json' }),
    /it redirects to http:.*\/model\/manifest\.json, and Aisle follows no redirects/,
  ],
  ['is not JSON', () => serve('<!doctype html>'), /is not valid JSON/],
  ['is not a catalogue', () => serve({ products: [] }), /it must be a list of items/],
  ['has no usable entry', () => serve([{ id: 'item-1' }]), /it has no usable entry: items\[0\]: item_id must be/],
  [
    'is too large',
    () => serve(`[${'{"item_id":"item-1"},'.repeat(1_000_000)}{"item_id":"item-1"}]`),
    /it is larger than 16777216 bytes/,
  ],
])('a catalogue file that %s gives a reason and is requested again', async (_, setFault, message) => {
  setFault();
  const page = await openWithHistory();
  expect(await predict(page, { catalogueUrl: '/catalogue.json' })).toMatchObject({
    items: [],
    reason: 'no-catalogue-file',
  });
  expect(await lastProblem(page)).toEqual({ code: 'catalogue-file-unusable', message: expect.stringMatching(message) });
  serve(ENTRIES);
  expect((await predict(page, { catalogueUrl: '/catalogue.json' })).items).toHaveLength(10);
});

test('the catalogue file is requested even without a history', async () => {
  serve(ENTRIES);
  const page = await site.openPage();
  await startAisle(page);
  const requestsBefore = requests().length;
  expect(await predict(page, { catalogueUrl: '/catalogue.json' })).toMatchObject({ items: [], reason: 'cold-start' });
  expect(requests().length).toBe(requestsBefore + 1);
});
