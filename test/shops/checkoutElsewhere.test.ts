import { type StaticServer, startStaticServer } from '@aisle/harness';
import type { EventInput } from '@aisle/sdk';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, exported, itemId, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { SDK_SCRIPT } from '../kit/serveAisle.js';

const site = useAisleSite();
let checkout: StaticServer;
/** Another site: no storage is shared with the shop's. */
let checkoutOrigin: string;
/** Where the checkout sends the shopper back to; a file of the checkout's own, as in life. */
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

/** As docs/guides/shops.md has it, `aisle` being the instance that the test makes. */
const THANKS = documentOf(`${SDK_SCRIPT}<script>
  window.tellOrder = async (aisle) => {
    const items = JSON.parse(localStorage.getItem('pending-order'));
    const told = items && (await aisle.track({ type: 'purchase', transaction_id: new URLSearchParams(location.search).get('order'), items }));
    localStorage.removeItem('pending-order');
    return told;
  };
</script>`);

const tellOrder = (page: Page) =>
  page.evaluate(() => (window as unknown as { tellOrder(aisle: unknown): Promise<unknown> }).tellOrder(window.visitor));

test('the purchase is told on the way back, once, and the checkout learns nothing from us', async () => {
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
      // Nobody waits for it: the page is being left.
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
  expect(await tellOrder(page)).toMatchObject({ stored: true });
  const events = await exported(page);
  expect(events.map(({ type }) => type)).toEqual(['view_item', 'view_item', 'begin_checkout', 'purchase']);
  expect(events.at(-1)).toMatchObject({ transaction_id: '1001', items: ITEMS });
  // The list that is ranked next knows of it.
  const after = await rerank(page, LIST);
  expect(after.ranked).toBe(true);
  expect(after.items).not.toEqual(before);
  // A reload tells it no second time.
  await page.reload();
  await startAisle(page);
  expect(await tellOrder(page)).toBe(null);
  expect(await exported(page)).toHaveLength(4);
  // What crossed: the navigation, and no word of what was looked at.
  expect(
    checkout.requests.map(({ method, url, body }) => [
      method,
      new URL(url).pathname + new URL(url).search,
      body.length,
    ]),
  ).toEqual([['GET', '/pay', 0]]);
  expect(JSON.stringify(checkout.requests)).not.toContain('item-');
});

test('a later visit may tell of an order, with the time when it was placed', async () => {
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
