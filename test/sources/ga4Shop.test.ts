import { readFile } from 'node:fs/promises';
import { launchBrowser, type StaticServer } from '@aisle/harness';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveGa4Shop } from '../../examples/ga4-shop/serve.js';
import { rawRows } from '../kit/aislePage.js';

let server: StaticServer;
let browser: Browser;
beforeAll(async () => {
  server = await serveGa4Shop();
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const site = (name: string) => readFile(new URL(`../../examples/ga4-shop/site/${name}`, import.meta.url), 'utf8');
const idsOf = (page: Page) =>
  page
    .locator('[data-list] a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).search.slice(5)));

test('a GA4 shop stores each action once and ranks a list', async () => {
  for (const name of ['index.html', 'product.html', 'shop.js'])
    expect(await site(name)).not.toMatch(/data-aisle|aisle\.track/);
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  // The shop's tag ignores visits by programs, and this is one.
  await page.route('**/*.html*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.text()).replace('data-consent-inputs', 'data-automation="record" data-consent-inputs'),
    });
  });
  await page.goto(`${server.origin}/index.html`);
  await page.waitForSelector('[data-list] a');
  const ownOrder = await idsOf(page);
  expect(ownOrder[0]).toBe('sku-0005');
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await page.getByText('Accept').click();
  for (const name of ['Basecove Family Tent', 'Fernhollow Dome Tent']) {
    await page.getByText(name).click();
    await page.waitForSelector('[data-name]:not(:empty)');
    if (name.startsWith('Fern')) await page.getByText('Add to cart').click();
    await page.getByText('Pine & Pocket').first().click();
    await page.waitForSelector('[data-list] a');
  }
  await page.waitForFunction(() =>
    document.querySelector('[data-note]')!.textContent!.startsWith('Ordered on this device'),
  );
  const ranked = await idsOf(page);
  expect([...ranked].sort()).toEqual([...ownOrder].sort());
  // Camping items and related items, of twelve items in nine categories.
  expect(ranked.slice(0, 3)).toContain('sku-0265');
  const rows = (await rawRows(page)) as { type: string; items: { item_id: string }[]; item_list_id?: string }[];
  const stored = rows.map(({ type, items, item_list_id }) =>
    type === 'view_item_list' ? `${type} ${item_list_id}` : `${type} ${items[0]!.item_id}`,
  );
  const tents = (id: string, ...more: string[]) => [
    `select_item ${id}`,
    `view_item ${id}`,
    ...more,
    'view_item_list home',
  ];
  expect(stored).toEqual([...tents('sku-0241'), ...tents('sku-0245', 'add_to_cart sku-0245')]);
  expect(errors).toEqual([]);
  await context.close();
});
