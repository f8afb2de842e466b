import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, rawRows, useAisleSite } from '../kit/aislePage.js';

type Shop = Window & { aisle: Aisle };

const site = useAisleSite();

const HEAD = `<script>
  window.aisle = { queue: [] };
  new Promise((resolve, reject) => aisle.queue.push({ name: 'setConsent', args: ['granted'], resolve, reject }));
</script>
<script defer src="/aisle/aisle-ga4.js"></script><script defer src="/aisle/aisle-structured-data.js"></script>
<script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record" data-before-consent="buffer"></script>`;

/** Opens a page, and returns its rows without times when there are `count`, with the counts of dropped fields. */
async function rowsOf(head: string, body: string, count: number) {
  const page = await site.openPage(undefined, documentOf(head + HEAD, body));
  await page.waitForFunction((count) => (window as unknown as Shop).aisle.status?.().storedEvents === count, count);
  const rows = (await rawRows(page)) as Record<string, unknown>[];
  return {
    page,
    rows: rows.map(({ schemaVersion, timestampMs, result_id, ...row }) => row),
    ...(await statusOf(page)),
  };
}

const statusOf = (page: Page) =>
  page.evaluate(() => {
    const { droppedFields, lastProblem } = (window as unknown as Shop).aisle.status();
    return { droppedFields, problem: lastProblem?.message };
  });

const LONG_NAME = 'A very long product name. '.repeat(9);

test('attributes lose odd fields and keep their events', async () => {
  const { rows, droppedFields, problem } = await rowsOf(
    '',
    `<main data-aisle-item="item-5" data-aisle-quantity="0" data-aisle-currency="eur"
       data-aisle-event="view_item" data-aisle-on="load">x</main>
     <ul data-aisle-list="l">
       <li data-aisle-item="item-1" data-aisle-quantity="some">a</li>
       <li data-aisle-item="item-2" data-aisle-name="${LONG_NAME}">b</li>
       <li data-aisle-item="">c</li>
     </ul>`,
    2,
  );
  expect(rows).toEqual([
    {
      type: 'view_item_list',
      item_list_id: 'l',
      items: [
        { item_id: 'item-1', index: 0 },
        { item_id: 'item-2', index: 1 },
      ],
    },
    { type: 'view_item', items: [{ item_id: 'item-5' }] },
  ]);
  expect(droppedFields).toEqual({ quantity: 2, item_name: 1, items: 1, currency: 1 });
  expect(problem).toBeUndefined();
});

test('data layer and structured data lose odd fields and keep their events', async () => {
  const { rows, droppedFields, problem } = await rowsOf(
    `<script>
       dataLayer = [{ event: 'add_to_cart', ecommerce: { currency: 'euro', items: [
         { item_id: 'item-1', price: -1, quantity: 0, item_name: '', item_brand: null },
         { item_id: 'item-2', item_name: 'Lamp' },
       ] } }];
     </script>
     <script type="application/ld+json">
       { "@type": "Product", "sku": "item-3", "name": "Tent", "offers": { "price": "on request" } }
     </script>`,
    '',
    2,
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { type: 'add_to_cart', items: [{ item_id: 'item-1' }, { item_id: 'item-2', item_name: 'Lamp' }] },
      { type: 'view_item', items: [{ item_id: 'item-3', item_name: 'Tent' }] },
    ]),
  );
  expect(droppedFields).toEqual({ currency: 1, price: 2, quantity: 1 });
  expect(problem).toBeUndefined();
});

test('a call of the shop with an odd field is refused', async () => {
  const { page } = await rowsOf(
    '',
    '<main data-aisle-item="item-5" data-aisle-event="view_item" data-aisle-on="load">x</main>',
    1,
  );
  const refusal = await page.evaluate(() =>
    (window as unknown as Shop).aisle
      .track({ type: 'view_item', items: [{ item_id: 'item-1', quantity: 0 }] })
      .catch((error: Error) => error.message),
  );
  expect(refusal).toBe('Event refused: items[0].quantity must be a whole number of at least 1, found 0.');
  expect((await statusOf(page)).droppedFields).toEqual({});
});
