import type { RecordingProxy } from '@aisle/harness';
import type { Aisle } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { waitForNetworkIdle } from './waitForNetworkIdle.js';

/** The script tag's global; absent on a page without Aisle. */
declare global {
  interface Window {
    aisle?: Partial<Pick<Aisle, 'whenReady' | 'rerank' | 'predict' | 'related' | 'boughtWith' | 'trending'>>;
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

/** Clicks the first link with this selector and waits for its page. */
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

/** Simulates a hidden tab, because headless Chromium never hides one. Closing a tab is real. */
export const hideTab: Step = ({ page }) =>
  page.evaluate(() => {
    Object.defineProperties(document, { visibilityState: { value: 'hidden' }, hidden: { value: true } });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });

export const scrollToEnd: Step = ({ page }) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));

/** Aisle's order of the page's ranked list; undefined without such a list or without Aisle. */
function aisleOrder(page: Page): Promise<readonly string[] | undefined> {
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

export interface Screen {
  readonly width: number;
  readonly height: number;
}

/** Sizes of a phone and of a notebook. Lazy pictures below them are loaded only if somebody asks for them. */
export const PHONE: Screen = { width: 390, height: 844 };
export const DESKTOP: Screen = { width: 1280, height: 900 };

/**
 * Opens a page, runs the steps, and closes it. Waits for an idle network after each step.
 *
 * @param screen the size of the page's window
 * @returns Aisle's order for each step that ended on a page with a ranked list
 */
export async function visitShop(
  { context, proxy, origin }: VisitWatch,
  steps: readonly Step[],
  screen = DESKTOP,
): Promise<(readonly string[])[]> {
  const page = await context.newPage();
  await page.setViewportSize(screen);
  const orders: (readonly string[])[] = [];
  for (const step of steps) {
    await step({ page, origin });
    const order = await aisleOrder(page);
    if (order) orders.push(order);
    await waitForNetworkIdle(proxy);
  }
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  await waitForNetworkIdle(proxy);
  return orders;
}
