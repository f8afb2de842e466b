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
const storedEvents = (page: Page) => page.evaluate('window.aisle?.status?.().storedEvents ?? 0') as Promise<number>;
/** Waits until the page shows the number of events that another tab has stored, more than `before`. */
const showsEventsOf = (page: Page, tracking: Page, before: number) =>
  expect
    .poll(async () => {
      const stored = await storedEvents(tracking);
      return stored > before && (await events(page).innerText()) === `${stored}`;
    })
    .toBe(true);

/** The views of the product and of three lists, and of two of these lists again after they were ranked. */
const EVENTS_OF_A_VISIT = 6;

/** Accepts on a product's page and views it again. Resolves when the page stores nothing more. */
async function visitProduct(): Promise<Page> {
  const product = await open('/product/sku-0246.html');
  await press(product, 'Accept');
  await product.reload();
  await expect.poll(() => storedEvents(product)).toBe(EVENTS_OF_A_VISIT);
  return product;
}

test('the page shows the number of events and follows other tabs', async () => {
  const product = await visitProduct();
  const remembers = await open('/privacy.html');
  await showsEventsOf(remembers, product, 0);
  const before = await storedEvents(product);
  await product.reload();
  await showsEventsOf(remembers, product, before);
});

test('the number follows erasure and consent on the page', async () => {
  const product = await visitProduct();
  const page = await open('/privacy.html');
  await showsEventsOf(page, product, 0);
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
