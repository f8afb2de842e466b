import type { RecordingProxy } from '@aisle/harness';
import type { Aisle } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { untilQuiet } from './untilQuiet.js';

/** What the script tag puts on the page; none of it on a page without Aisle. */
declare global {
  interface Window {
    aisle?: Partial<Pick<Aisle, 'whenReady' | 'rerank' | 'predict'>>;
  }
}

export interface VisitWatch {
  readonly context: BrowserContext;
  readonly proxy: RecordingProxy;
  readonly origin: string;
}

export type Step = (visit: { readonly page: Page; readonly origin: string }) => Promise<unknown>;

export const open =
  (path: string): Step =>
  ({ page, origin }) =>
    page.goto(origin + path);

export const press =
  (name: string | RegExp): Step =>
  ({ page }) =>
    page.getByRole('button', { name }).click();

/** Clicks the first link of that selector and waits for the page it leads to. */
export const follow =
  (selector: string): Step =>
  async ({ page }) => {
    const link = page.locator(selector).first();
    const target = await link.evaluate((element) => (element as HTMLAnchorElement).href);
    await link.click();
    await page.waitForURL(target);
  };

export const placeOrder: Step = async ({ page }) => {
  const fields = {
    'Full name': 'A. Shopper',
    'Street and number': 'High Street 1',
    Postcode: '12345',
    City: 'Town',
    Email: 'a@example.com',
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/thank-you\.html/);
};

/** Headless Chromium hides no tab, so the page is told what it would be told. Closing is real. */
export const hideTab: Step = ({ page }) =>
  page.evaluate(() => {
    Object.defineProperties(document, { visibilityState: { value: 'hidden' }, hidden: { value: true } });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });

/** So that what is further down is below the screen. */
export const lowScreen: Step = ({ page }) => page.setViewportSize({ width: 1280, height: 800 });

export const scrollToEnd: Step = ({ page }) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));

/** The order in which Aisle puts the page's ranked list; undefined on a page without one, or without Aisle. */
function askForOrder(page: Page): Promise<readonly string[] | undefined> {
  return page.evaluate(async () => {
    await window.aisle?.whenReady?.();
    const cards = [
      ...document.querySelectorAll<HTMLElement>(
        ':is([data-aisle-list^="category-"],[data-aisle-list="also-liked"]) [data-aisle-item]',
      ),
    ];
    if (!window.aisle?.rerank || cards.length === 0) return undefined;
    const itemIds = cards.map((card) => card.dataset.aisleItem!).sort();
    const { ranked, items } = await window.aisle.rerank(itemIds, { deadlineMs: 30_000 });
    return ranked ? items : undefined;
  });
}

/** High enough for every picture of a page to be near enough to load, whatever the order of its list. */
const VIEWPORT = { width: 1280, height: 6000 };

/**
 * Takes the steps in a page of its own, then closes it; waits for quiet after each.
 *
 * @returns the orders that Aisle gave, one for each step that ended on a page with a ranked list
 */
export async function visitShop(
  { context, proxy, origin }: VisitWatch,
  steps: readonly Step[],
): Promise<(readonly string[])[]> {
  const page = await context.newPage();
  await page.setViewportSize(VIEWPORT);
  const orders: (readonly string[])[] = [];
  for (const step of steps) {
    await step({ page, origin });
    const order = await askForOrder(page);
    if (order) orders.push(order);
    await untilQuiet(proxy);
  }
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  await untilQuiet(proxy);
  return orders;
}
