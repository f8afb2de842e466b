import type { EventInput } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, exported, itemId, predict, startAisle, track, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
/** The same for all pages, so that only prices differ. */
const YESTERDAY_MS = Date.now() - 86_400_000;

/** A product page in one language, with the attributes of a shop's template. */
const productPage = (lang: string, currency: string, number: number, price: number) =>
  documentOf(
    '<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-expose="export profile"></script>',
    `<main data-aisle-item="${itemId(number)}" data-aisle-price="${price}" data-aisle-event="view_item" data-aisle-on="load"></main>`,
  ).replace('lang="en"', `lang="${lang}" data-aisle-currency="${currency}"`);

const grantConsent = (page: Page, stored: number) =>
  page.evaluate(async (stored) => {
    const aisle = window.aisle as unknown as Window['visitor'];
    await aisle.setConsent('granted');
    // The event at load came before consent, so the test sends the view again.
    document.querySelector('main')!.dataset.aisleOn = 'click';
    document.querySelector('main')!.click();
    while (aisle.status().storedEvents !== stored)
      await new Promise((resolve) => aisle.subscribe(() => resolve(undefined)));
    return { events: (await aisle.export()).events, priceBand: (await aisle.profile()).priceBand };
  }, stored);

test('events keep their currency and the price band has one currency', async () => {
  const context = await site.newContext();
  const visits = [
    ['de', 'EUR', 1, 10],
    ['de', 'EUR', 2, 20],
    ['de', 'EUR', 3, 30],
    ['ja', 'JPY', 1, 1700],
    ['ja', 'JPY', 4, 6800],
  ] as const;
  let last: Awaited<ReturnType<typeof grantConsent>>;
  for (const [i, [lang, currency, number, price]] of visits.entries())
    last = await grantConsent(await site.openPage(context, productPage(lang, currency, number, price)), i + 1);
  const { events, priceBand } = last!;
  expect(
    events.map(
      (event) => event.type === 'view_item' && [event.currency, event.items[0]!.item_id, event.items[0]!.price],
    ),
  ).toEqual(visits.map(([, currency, number, price]) => [currency, itemId(number), price]));
  expect(priceBand).toEqual({ low: 20, median: 20, high: 30, currency: 'EUR' });
});

test('a ranking does not depend on prices or currencies', async () => {
  const rankingFor = async (priced: (number: number) => { price?: number; currency?: string }) => {
    const page = await site.openPage();
    await startAisle(page);
    for (const number of [1, 2, 3]) {
      const { price, currency } = priced(number);
      const event: EventInput = {
        type: 'view_item',
        timestampMs: YESTERDAY_MS + number * 60_000,
        items: [{ item_id: itemId(number), ...(price && { price }) }],
        ...(currency && { currency }),
      };
      expect(await track(page, event)).toMatchObject({ stored: true });
    }
    const events = await exported(page);
    expect(events.map((event) => 'currency' in event && event.currency)).toEqual(
      [1, 2, 3].map((number) => priced(number).currency ?? false),
    );
    return (await predict(page, { k: 60 })).items;
  };
  const unpriced = await rankingFor(() => ({}));
  expect(unpriced).toHaveLength(60);
  expect(await rankingFor((number) => ({ price: 10 * number, currency: 'EUR' }))).toEqual(unpriced);
  expect(await rankingFor((number) => ({ price: 1_700 * number, currency: number === 2 ? 'EUR' : 'JPY' }))).toEqual(
    unpriced,
  );
});
