import { launchBrowser } from '@aisle/harness';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildExample, EXAMPLES, folderOf, type ServedExample, serveExample } from '../../scripts/example.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';
import { firstPaintRecorder, type PaintedList } from './firstPaintRecorder.js';

/** Enough to install and build on a slow machine. */
const BUILD_LIMIT_MS = 900_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(() => browser?.close());

describe.each(EXAMPLES)('examples/%s', (name) => {
  let shop: ServedExample;
  let origin: string;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    process.env.AISLE_AUTOMATION = 'record';
    await buildExample(folderOf(name));
    shop = await serveExample(folderOf(name));
    ({ origin } = shop);
  }, BUILD_LIMIT_MS);
  afterAll(() => shop?.close());

  beforeEach(async () => {
    problems.length = 0;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addInitScript(stabilityRecorder);
    await context.addInitScript(firstPaintRecorder);
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) problems.push(request.url());
    });
  });
  afterEach(async () => {
    await page.context().close();
    expect(problems).toEqual([]);
  });

  /** Returns the lists at their first paint, and checks that no card has moved since. */
  async function expectStableLists(path: string): Promise<PaintedList[]> {
    await page.waitForFunction((path) => window.paintedLists?.some((list) => list.path === path), encodeURI(path));
    await page.evaluate(async () => {
      for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    });
    expect(await page.evaluate(() => window.stability), path).toMatchObject({ visibleChanges: 0, changes: [] });
    const painted = await page.evaluate(() => window.paintedLists!);
    const here = painted.filter((list) => list.path === encodeURI(path));
    for (const { listId, itemIds } of here) {
      const nodes = await page.$$eval(`[data-aisle-list="${listId}"] [data-aisle-item]`, (cards) =>
        cards.map((card) => card.getAttribute('data-aisle-item')),
      );
      expect(nodes, `${path} ${listId}`).toEqual(itemIds);
    }
    return here;
  }
  const load = async (path: string) => {
    await page.goto(origin + path);
    return expectStableLists(path);
  };
  const follow = async (link: ReturnType<Page['locator']>) => {
    const path = decodeURI((await link.getAttribute('href'))!);
    await link.click();
    return expectStableLists(path);
  };
  const card = (index: number) => page.locator('[data-aisle-item] a').nth(index);
  const nav = (category: string) => page.locator('nav a', { hasText: category });

  test('every list is ranked at first paint and nothing moves', async () => {
    const pages: PaintedList[][] = [];
    pages.push(await load('/product/sku-0246'));
    await page.getByRole('button', { name: 'Accept' }).click();
    // As long as a shopper looks at the product.
    await page.waitForFunction(() => localStorage.getItem('aisle-default-ranking') !== null);
    pages.push(await follow(nav('Camping')));
    pages.push(await follow(card(2)));
    pages.push(await load('/category/Camping'));
    pages.push(await follow(card(0)));
    pages.push(await load('/product/sku-0250'));
    pages.push(await load('/'));
    pages.push(await follow(nav('Coffee')));
    pages.push(await load('/category/Knitwear'));

    // The shops order their lists by id.
    const isRanked = ({ itemIds }: PaintedList) => itemIds.some((id, i) => i > 0 && id < itemIds[i - 1]!);
    expect(pages[0]!.filter(isRanked)).toEqual([]);
    const later = pages.slice(2).flat();
    const ranked = later.filter(isRanked);
    console.log(
      `${name}: ${pages.length} pages; from the third on ${ranked.length} of ${later.length} lists in Aisle's order at first paint; 0 visible changes`,
    );
    expect(later.filter((list) => !isRanked(list))).toEqual([]);
    expect(later.length).toBeGreaterThanOrEqual(7);
  }, 300_000);

  test('after denied consent, every page has the order of the shop', async () => {
    await load('/product/sku-0246');
    await page.getByRole('button', { name: 'No thanks' }).click();
    for (const path of ['/category/Camping', '/product/sku-0250', '/']) {
      for (const { itemIds } of await load(path)) expect(itemIds).toEqual([...itemIds].sort());
    }
    expect(page.workers()).toEqual([]);
  }, 300_000);
});
