import type { Aisle } from '@aisle/sdk';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

type Global = Window & { aisle: Aisle; dataLayer: unknown[] };

const site = useAisleSite();

const TAG =
  '<script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record" data-before-consent="buffer"></script>';
const QUEUE = '<script>window.aisle = { queue: [] };</script>';
const plugin = (name: string) => `<script async src="/aisle/aisle-${name}.js"></script>`;
const GTAG =
  '<script>window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments); }</script>';

/**
 * The stored events after granted consent. The tag's global lacks `export`, so another instance of the SDK reads them.
 */
async function storedAfterConsent(page: Awaited<ReturnType<typeof site.openPage>>, count: number) {
  await page.waitForFunction(() => typeof (window as unknown as Global).aisle.status === 'function');
  await page.evaluate(() => (window as unknown as Global).aisle.setConsent('granted'));
  await expect.poll(() => page.evaluate(() => (window as unknown as Global).aisle.status().storedEvents)).toBe(count);
  return page.evaluate(
    () =>
      new Promise<{ type: string; items?: { item_id: string; price?: number }[] }[]>((resolve, reject) => {
        const opening = indexedDB.open('aisle-default');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('events').objectStore('events').getAll();
          all.onsuccess = () => (opening.result.close(), resolve(all.result));
        };
      }),
  );
}

test('the GA4 data layer counts before and after Aisle loads', async () => {
  const early = `${GTAG}<script>
    dataLayer.push({ ecommerce: null });
    dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'item-1', price: '39,95' }] } });
  </script>`;
  const page = await site.openPage(undefined, documentOf(`${early}${QUEUE}${plugin('ga4')}${TAG}`));
  await page.waitForFunction(() => (window as unknown as Global).aisle.status?.().plugins.includes('ga4'));
  await page.evaluate(() => {
    const { dataLayer } = window as unknown as Global;
    // A late tag manager wraps the existing push. Its return value is unchanged.
    const before = dataLayer.push.bind(dataLayer);
    dataLayer.push = (...entries) => before(...entries) + 1000;
    const length = dataLayer.push(
      { event: 'add_to_cart', ecommerce: { items: [{ item_id: 'item-1', quantity: '2' }] } },
      { event: 'unknown' },
    );
    if (length !== dataLayer.length + 1000) throw new Error(`push gave ${length}`);
    (window as unknown as { gtag: (...args: unknown[]) => void }).gtag('event', 'purchase', {
      transaction_id: 'T1',
      items: [{ item_id: 'item-1' }],
    });
    // An entry that throws when read does not affect the page.
    dataLayer.push({
      get event() {
        throw new Error('a getter of the shop');
      },
    });
  });
  const stored = await storedAfterConsent(page, 3);
  expect(stored).toMatchObject([
    { type: 'view_item', items: [{ item_id: 'item-1', price: 39.95 }] },
    { type: 'add_to_cart', items: [{ item_id: 'item-1', quantity: 2 }] },
    { type: 'purchase', transaction_id: 'T1' },
  ]);
});

test('an action reported by four sources is stored once', async () => {
  const jsonLd = JSON.stringify({
    '@context': 'https://schema.org',
    '@graph': [
      { '@type': 'BreadcrumbList' },
      {
        '@type': ['Product', 'Thing'],
        sku: 'item-7',
        name: 'Lamp',
        brand: { '@type': 'Brand', name: 'Lux' },
        offers: [{ price: '12.00' }],
      },
    ],
  });
  const page = await site.openPage(
    undefined,
    documentOf(
      `${GTAG}${QUEUE}${plugin('ga4')}${plugin('structured-data')}${TAG}
     <script type="application/ld+json">{ "broken": </script><script type="application/ld+json">${jsonLd}</script>
     <script>gtag('event', 'view_item', { items: [{ item_id: 'item-7' }] }); aisle.queue.push({ name: 'track', args: [{ type: 'view_item', items: [{ item_id: 'item-7' }] }], resolve() {}, reject() {} });</script>`,
      '<main data-aisle-item="item-7" data-aisle-event="view_item" data-aisle-on="load">Lamp</main>',
    ),
  );
  await page.waitForFunction(() => (window as unknown as Global).aisle.status?.().plugins.length === 3);
  expect(await storedAfterConsent(page, 1)).toMatchObject([{ type: 'view_item', items: [{ item_id: 'item-7' }] }]);
  // A second report by one of them is another view.
  await page.evaluate(() =>
    (window as unknown as Global).dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'item-7' }] } }),
  );
  await expect.poll(() => page.evaluate(() => (window as unknown as Global).aisle.status().storedEvents)).toBe(2);
});

test('microdata of one product is a view, of several is not', async () => {
  const product = (
    id: string,
  ) => `<div itemscope itemtype="https://schema.org/Product"><meta itemprop="sku" content="${id}"><span itemprop="name">Tent ${id}</span>
    <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price" content="99.50">99,50 €</span><meta itemprop="priceCurrency" content="EUR"></div>
    <div itemprop="brand" itemscope itemtype="https://schema.org/Brand"><span itemprop="name">Nomad</span></div></div>`;
  const one = await site.openPage(
    undefined,
    documentOf(`${QUEUE}${plugin('structured-data')}${TAG}`, product('item-3')),
  );
  await one.waitForFunction(() => (window as unknown as Global).aisle.status?.().plugins.length === 2);
  expect(await storedAfterConsent(one, 1)).toMatchObject([
    {
      type: 'view_item',
      items: [{ item_id: 'item-3', item_name: 'Tent item-3', item_brand: 'Nomad', price: 99.5 }],
      currency: 'EUR',
    },
  ]);
  const many = await site.openPage(
    undefined,
    documentOf(`${QUEUE}${plugin('structured-data')}${TAG}`, product('item-3') + product('item-4')),
  );
  await many.waitForFunction(() => (window as unknown as Global).aisle.status?.().plugins.length === 2);
  await storedAfterConsent(many, 0);
});
