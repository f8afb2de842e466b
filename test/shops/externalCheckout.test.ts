import { type StaticServer, startStaticServer } from '@aisle/harness';
import type { EventInput } from '@aisle/sdk';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, exported, itemId, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { SDK_SCRIPT } from '../kit/serveAisle.js';

const site = useAisleSite();
let checkout: StaticServer;
/** Another site, which shares no storage with the shop. */
let checkoutOrigin: string;
/** The page that the checkout links back to. */
let returnUrl = '';

beforeAll(async () => {
  checkout = await startStaticServer({
    roots: [],
    faults: (urlPath) =>
      urlPath === '/pay'
        ? {
            kind: 'body',
            body: documentOf('', `<a href="${returnUrl}">Pay</a>`),
            contentType: 'text/html; charset=utf-8',
          }
        : undefined,
  });
  checkoutOrigin = checkout.origin.replace('localhost', '127.0.0.1');
});
afterAll(() => checkout?.close());

const ITEMS = [{ item_id: itemId(8), price: 12, quantity: 2 }];
const LIST = Array.from({ length: 20 }, (_, i) => itemId(i + 1));

/** The code of docs/guides/shops.md. `aisle` is the instance of the test. */
const THANKS = documentOf(`${SDK_SCRIPT}<script>
  window.trackOrder = async (aisle) => {
    const items = JSON.parse(localStorage.getItem('pending-order'));
    const result = items && (await aisle.track({ type: 'purchase', transaction_id: new URLSearchParams(location.search).get('order'), items }));
    localStorage.removeItem('pending-order');
    return result;
  };
</script>`);

const trackOrder = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { trackOrder(aisle: unknown): Promise<unknown> }).trackOrder(window.visitor),
  );

test('a purchase is tracked once after an external checkout', async () => {
  returnUrl = `${site.addPage(THANKS)}?order=1001`;
  const context = await site.newContext();
  const page = await site.openPage(context, documentOf(SDK_SCRIPT, `<a href="${checkoutOrigin}/pay">Checkout</a>`));
  await startAisle(page);
  await view(page, 7, 8);
  const before = (await rerank(page, LIST)).items;
  const leaving: EventInput = { type: 'begin_checkout', items: ITEMS };
  await page.evaluate((event) => {
    document.querySelector('a')!.addEventListener('click', () => {
      localStorage.setItem('pending-order', JSON.stringify(event.type === 'begin_checkout' && event.items));
      // Not awaited, because the page is being left.
      void window.visitor.track(event);
    });
  }, leaving);
  await page.getByRole('link', { name: 'Checkout' }).click();
  await page.waitForURL(`${checkoutOrigin}/pay`);
  expect(
    await page.evaluate(async () => [await indexedDB.databases(), await caches.keys(), Object.keys(localStorage)]),
  ).toEqual([[], [], []]);
  await page.getByRole('link', { name: 'Pay' }).click();
  await page.waitForURL(returnUrl);
  await startAisle(page);
  expect(await trackOrder(page)).toMatchObject({ stored: true });
  const events = await exported(page);
  expect(events.map(({ type }) => type)).toEqual(['view_item', 'view_item', 'begin_checkout', 'purchase']);
  expect(events.at(-1)).toMatchObject({ transaction_id: '1001', items: ITEMS });
  // The next ranking includes it.
  const after = await rerank(page, LIST);
  expect(after.ranked).toBe(true);
  expect(after.items).not.toEqual(before);
  // A reload does not track it again.
  await page.reload();
  await startAisle(page);
  expect(await trackOrder(page)).toBe(null);
  expect(await exported(page)).toHaveLength(4);
  // The checkout gets the navigation only, and no viewed items.
  expect(
    checkout.requests.map(({ method, url, body }) => [
      method,
      new URL(url).pathname + new URL(url).search,
      body.length,
    ]),
  ).toEqual([['GET', '/pay', 0]]);
  expect(JSON.stringify(checkout.requests)).not.toContain('item-');
});

test('a later visit can track an order with its time', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page);
  await view(page, 7, 8);
  const placedMs = Date.now() - 3 * 86_400_000;
  expect(
    await page.evaluate((event) => window.visitor.track(event), {
      type: 'purchase',
      timestampMs: placedMs,
      transaction_id: '1002',
      items: ITEMS,
    } satisfies EventInput),
  ).toMatchObject({ stored: true, seq: 3 });
  expect((await exported(page)).at(-1)).toMatchObject({
    type: 'purchase',
    timestampMs: placedMs,
    transaction_id: '1002',
  });
  expect(await rerank(page, LIST)).toMatchObject({ ranked: true });
});
