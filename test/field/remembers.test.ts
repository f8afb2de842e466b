import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveShop } from '@aisle/example-shop';
import { launchBrowser, type StaticServer } from '@aisle/harness';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeSmallRelease } from '../kit/smallRelease.js';

let model: string;
let shop: StaticServer;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  model = await mkdtemp(join(tmpdir(), 'aisle-remembers-'));
  await writeSmallRelease(model, { itemCount: 60, seed: 1 });
  shop = await serveShop({
    modelDirectory: model,
    tagAttributes: { 'data-automation': 'record', 'data-tier': 'light' },
  });
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await rm(model, { recursive: true, force: true });
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

const events = (page: Page) => page.locator('[data-events]');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const open = async (path: string) => {
  const page = await context.newPage();
  await page.goto(shop.origin + path);
  return page;
};
/** The number of stored events, once it has grown beyond `before`. */
const storedAfter = async (page: Page, before: number) => {
  const count = await page.waitForFunction(
    `window.aisle?.status?.().storedEvents > ${before} && aisle.status().storedEvents`,
  );
  return (await count.jsonValue()) as number;
};

/** Accepts on a product's page and views it again. */
async function visitProduct(): Promise<{ product: Page; count: number }> {
  const product = await open('/product/sku-0246.html');
  await press(product, 'Accept');
  await product.reload();
  return { product, count: await storedAfter(product, 0) };
}

test('the page shows the number of events and follows other tabs', async () => {
  const { product, count } = await visitProduct();
  const remembers = await open('/privacy.html');
  await expect.poll(() => events(remembers).innerText()).toBe(`${count}`);
  await product.reload();
  const later = await storedAfter(product, count);
  await expect.poll(() => events(remembers).innerText()).toBe(`${later}`);
});

test('the number follows erasure and consent on the page', async () => {
  const { count } = await visitProduct();
  const page = await open('/privacy.html');
  await expect.poll(() => events(page).innerText()).toBe(`${count}`);
  await press(page, 'Erase everything now');
  await page.getByText('Erased.').waitFor();
  expect(await events(page).innerText()).toBe('0');
  await press(page, 'Withdraw consent');
  await page.getByText('Withdrawn.').waitFor();
  expect(await events(page).innerText()).toBe('none');
  await press(page, 'Allow it');
  await expect.poll(() => events(page).innerText()).toBe('0');
});

test('without a choice, and with a blocked tag, there is no wrong number', async () => {
  const page = await open('/privacy.html');
  expect(await events(page).innerText()).toBe('none');
  await context.route('**/aisle/aisle.js', (route) => route.abort());
  await page.reload();
  await press(page, 'Allow it');
  await expect.poll(() => events(page).innerText(), { timeout: 10_000 }).toBe('not known');
});
