import type { Page } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import { documentOf, itemId, useAisleSite } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();
const releases: Record<string, string> = {};

beforeAll(async () => {
  releases.north = site.release.releaseId;
  releases.south = (await writeSmallRelease(site.weightsDirectory, { itemCount: 60, seed: 2 })).releaseId;
});

const MANIFESTS = { north: '/model/manifest.json', south: '/weights/manifest.json' };
type Shop = keyof typeof MANIFESTS;
const shopPage = (shop: Shop) =>
  documentOf(
    `<script src="/aisle/aisle.js" data-namespace="${shop}" data-manifest="${MANIFESTS[shop]}" data-automation="record" data-expose="export"></script>`,
  );

type Tag = Window['visitor'];
/** The same for all events, so that answers are equal. */
const YESTERDAY_MS = Date.now() - 86_400_000;
const grantConsent = (page: Page) => page.evaluate(() => (window.aisle as unknown as Tag).setConsent('granted'));
const views = (page: Page, ...numbers: readonly number[]) =>
  page.evaluate(
    async ([ids, timestampMs]) => {
      for (const item_id of ids)
        await (window.aisle as unknown as Tag).track({ type: 'view_item', timestampMs, items: [{ item_id }] });
    },
    [numbers.map(itemId), YESTERDAY_MS] as const,
  );
const ids = (page: Page) =>
  page.evaluate(async () =>
    (await (window.aisle as unknown as Tag).export()).events.flatMap((event) =>
      'items' in event ? event.items.map(({ item_id }) => item_id) : [],
    ),
  );
const answer = (page: Page) =>
  page.evaluate(() => (window.aisle as unknown as Tag).predict({ k: 60, deadlineMs: 30_000 }));
const stores = async (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name!).sort(),
    caches: (await caches.keys()).sort(),
  }));

test('two shops on one origin do not share history, consent or releases', async () => {
  const context = await site.newContext();
  const north = await site.openPage(context, shopPage('north'));
  const south = await site.openPage(context, shopPage('south'));
  await grantConsent(north);
  await views(north, 1, 2);
  // The consent of another shop does not count.
  expect(await answer(south)).toMatchObject({ items: [], reason: 'no-consent' });
  await grantConsent(south);
  expect(await answer(south)).toMatchObject({ items: [], reason: 'cold-start' });
  await views(south, 3);
  expect([await ids(north), await ids(south)]).toEqual([[1, 2].map(itemId), [itemId(3)]]);
  const answers = { north: await answer(north), south: await answer(south) };
  expect([answers.north.release, answers.south.release]).toEqual([releases.north, releases.south]);

  // Alone on an origin, each shop gives the same ranking.
  for (const [shop, seen] of [
    ['north', [1, 2]],
    ['south', [3]],
  ] as const) {
    const separatePage = await site.openPage(undefined, shopPage(shop));
    await grantConsent(separatePage);
    await views(separatePage, ...seen);
    expect((await answer(separatePage)).items).toEqual(answers[shop].items);
  }

  // Denied consent in one shop, in another tab, does not affect the other shop.
  expect(await stores(north)).toEqual({
    databases: ['aisle-north', 'aisle-south'],
    caches: ['aisle-north', 'aisle-south'],
  });
  const again = await site.openPage(context, shopPage('north'));
  await again.evaluate(() => (window.aisle as unknown as Tag).setConsent('denied'));
  await expect.poll(() => answer(north)).toMatchObject({ reason: 'no-consent' });
  // The notified tab erases too, and may briefly create an empty database.
  const onlySouth = { databases: ['aisle-south'], caches: ['aisle-south'] };
  await expect.poll(() => stores(north)).toEqual(onlySouth);
  expect((await answer(south)).items).toEqual(answers.south.items);
  await views(south, 4);
  expect(await ids(south)).toEqual([3, 4].map(itemId));
  expect(await stores(north)).toEqual(onlySouth);
});
