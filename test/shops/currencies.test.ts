import type { EventInput } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, exported, itemId, predict, startAisle, track, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

/** A product page of one language: the attributes as a shop's template writes them. */
const productPage = (lang: string, currency: string, number: number, price: number) =>
  documentOf(
    '<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-expose="export profile"></script>',
    `<main data-aisle-item="${itemId(number)}" data-aisle-price="${price}" data-aisle-event="view_item" data-aisle-on="load"></main>`,
  ).replace('lang="en"', `lang="${lang}" data-aisle-currency="${currency}"`);

const agree = (page: Page, stored: number) =>
  page.evaluate(async (stored) => {
    const aisle = window.aisle as unknown as Window['visitor'];
    await aisle.setConsent('granted');
    // What was on the page at load came before the answer: the shop's next view is told again.
    document.querySelector('main')!.dataset.aisleOn = 'click';
    document.querySelector('main')!.click();
    while (aisle.status().storedEvents !== stored)
      await new Promise((resolve) => aisle.subscribe(() => resolve(undefined)));
    return { events: (await aisle.export()).events, priceBand: (await aisle.profile()).priceBand };
  }, stored);

test('one history over all languages; each event keeps its currency, and the price band is of one', async () => {
  const context = await site.newContext();
  const visits = [
    ['de', 'EUR', 1, 10],
    ['de', 'EUR', 2, 20],
    ['de', 'EUR', 3, 30],
    ['ja', 'JPY', 1, 1700],
    ['ja', 'JPY', 4, 6800],
  ] as const;
  let last: Awaited<ReturnType<typeof agree>>;
  for (const [i, [lang, currency, number, price]] of visits.entries())
    last = await agree(await site.openPage(context, productPage(lang, currency, number, price)), i + 1);
  const { events, priceBand } = last!;
  expect(
    events.map(
      (event) => event.type === 'view_item' && [event.currency, event.items[0]!.item_id, event.items[0]!.price],
    ),
  ).toEqual(visits.map(([, currency, number, price]) => [currency, itemId(number), price]));
  expect(priceBand).toEqual({ low: 20, median: 20, high: 30, currency: 'EUR' });
});

test('a ranking is the same in whatever currency the prices were, or with none', async () => {
  const rankedBy = async (priced: (number: number) => { price?: number; currency?: string }) => {
    const page = await site.openPage();
    await startAisle(page);
    for (const number of [1, 2, 3]) {
      const { price, currency } = priced(number);
      const event: EventInput = {
        type: 'view_item',
        timestampMs: number * 60_000,
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
  const unpriced = await rankedBy(() => ({}));
  expect(unpriced).toHaveLength(60);
  expect(await rankedBy((number) => ({ price: 10 * number, currency: 'EUR' }))).toEqual(unpriced);
  expect(await rankedBy((number) => ({ price: 1_700 * number, currency: number === 2 ? 'EUR' : 'JPY' }))).toEqual(
    unpriced,
  );
});
