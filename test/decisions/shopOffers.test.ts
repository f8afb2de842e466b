import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Declaration } from '@aisle/decisions';
import { serveShop } from '@aisle/example-shop';
import { launchBrowser, type StaticServer } from '@aisle/harness';
import type { Aisle, EventInput } from '@aisle/sdk';
import type { Decisions } from '@aisle/sdk/decide';
import type { run } from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readShopDeclaration, writeShopRelease } from '../kit/shopDecisionFiles.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';

declare global {
  interface Window {
    axe: { readonly run: typeof run };
  }
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

interface ShopperHistory {
  /** Price of the one item in the cart; no item by default. */
  readonly cart?: number;
  /** Days since it was put there. Default 0. */
  readonly daysAgo?: number;
  /** Whether there was an order before. Default false. */
  readonly ordered?: boolean;
}

interface ShopOffer {
  readonly id: string;
  readonly placement: string;
  readonly path: string;
  readonly meets: ShopperHistory;
  readonly fails: ShopperHistory;
}

const OFFERS: readonly ShopOffer[] = [
  { id: 'free-shipping', placement: 'cart', path: '/cart.html', meets: { cart: 40 }, fails: { cart: 20 } },
  {
    id: 'cart-reminder',
    placement: 'home',
    path: '/index.html',
    meets: { cart: 40, daysAgo: 2, ordered: true },
    fails: { cart: 40, ordered: true },
  },
  {
    id: 'goes-together',
    placement: 'product',
    path: '/product/sku-0246.html',
    meets: { cart: 20 },
    fails: {},
  },
  { id: 'welcome', placement: 'home', path: '/index.html', meets: {}, fails: { ordered: true } },
];

let browser: Browser;
let shop: StaticServer;
/** The same shop for devices that are all in the holdout. */
let heldOutShop: StaticServer;
let declaration: Declaration;
const folders: string[] = [];
const contexts: BrowserContext[] = [];

const serve = async (heldOut: boolean) => {
  const modelDirectory = await writeShopRelease({ heldOut });
  folders.push(modelDirectory);
  return serveShop({
    modelDirectory,
    tagAttributes: { 'data-automation': 'record', 'data-tier': 'light', 'data-expose': 'export' },
  });
};

beforeAll(async () => {
  declaration = await readShopDeclaration();
  browser = await launchBrowser({ webgpu: 'none' });
  [shop, heldOutShop] = await Promise.all([serve(false), serve(true)]);
}, 60_000);
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(async () => {
  await browser?.close();
  for (const server of [shop, heldOutShop]) await server?.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const ITEM = { item_id: 'sku-0246', item_name: 'A tent', item_brand: 'A brand', item_category: 'Camping' };

/** Opens the privacy page, allows to remember, and stores the history. The shop's own cart has the item in any case. */
async function newShopper(history: ShopperHistory, options: BrowserContextOptions = {}, server = shop): Promise<Page> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  contexts.push(context);
  await context.addInitScript(stabilityRecorder);
  const page = await context.newPage();
  await page.goto(`${server.origin}/privacy.html`);
  const cart = [{ ...ITEM, price: history.cart ?? 40, image: '/pictures/sku-0246.svg', quantity: 1 }];
  await page.evaluate((cart) => localStorage.setItem('shop-cart', JSON.stringify(cart)), cart);
  await page.getByRole('button', { name: 'Allow it' }).click();
  const timestampMs = Date.now() - (history.daysAgo ?? 0) * DAY_MS;
  // A device without any event gets no decision.
  const events: EventInput[] = [{ type: 'view_item', items: [ITEM], timestampMs: timestampMs - HOUR_MS }];
  if (history.ordered)
    events.push({ type: 'purchase', transaction_id: 'before', items: [ITEM], timestampMs: timestampMs - HOUR_MS });
  if (history.cart !== undefined)
    events.push({ type: 'add_to_cart', items: [{ ...ITEM, price: history.cart, quantity: 1 }], timestampMs });
  for (const event of events)
    expect(await page.evaluate((event) => (window.aisle as Aisle).track(event), event)).toMatchObject({ stored: true });
  return page;
}

const go = (page: Page, path: string) => page.goto(new URL(path, page.url()).href);
const creativeOf = (id: string) => declaration.interventions.find((one) => one.id === id)!.creative.en!;
const regionOf = (page: Page, id: string) => page.getByRole('region', { name: creativeOf(id).title });
/** What the device has stored, once the tag has loaded. */
async function storedOn(page: Page) {
  await page.waitForFunction(() => 'export' in window.aisle!);
  return page.evaluate(() => (window.aisle as Aisle).export());
}
const rowsOf = async (page: Page, id: string) =>
  (await storedOn(page)).decisions.filter(({ intervention }) => intervention === id);
/** The times at which the offer was counted, without those of other offers. */
const shownTimes = async (page: Page, id: string) =>
  (await rowsOf(page, id)).flatMap(({ shownMs }) => (shownMs === undefined ? [] : [shownMs]));
const counts = (page: Page, id: string, count: number) =>
  expect.poll(async () => (await shownTimes(page, id)).length, { timeout: 15_000 }).toBe(count);

/** Opens the offer's page and waits until it is seen and counted. */
async function see(page: Page, { id, path }: ShopOffer, count: number): Promise<void> {
  await go(page, path);
  await regionOf(page, id).waitFor();
  await regionOf(page, id).scrollIntoViewIfNeeded();
  await counts(page, id, count);
}

/** Why nothing is shown at the place. The page's element asks before, so it has its answer too. */
async function reasonAt(page: Page, { placement, path }: ShopOffer): Promise<string> {
  await go(page, path);
  const { act, reason } = await page.evaluate(
    (placement) => (window.aisle as Aisle & Decisions).decide({ placement, deadlineMs: 30_000 }),
    placement,
  );
  expect(act).toBe(false);
  expect(await page.locator('aisle-offer[role]').count()).toBe(0);
  return reason;
}

test.each(OFFERS)('$id is shown where its condition holds, and nothing moves', async (offer) => {
  const page = await newShopper(offer.meets);
  await see(page, offer, 1);
  const region = regionOf(page, offer.id);
  expect(await region.innerText()).toContain('Why do I see this?');
  expect(await region.getByRole('link', { name: 'Switch offers off' }).getAttribute('href')).toBe(
    '/privacy.html#offers',
  );
  expect(await page.evaluate(() => window.stability!.shifts)).toEqual([]);
});

test.each(OFFERS)('$id is not shown where its condition fails', async (offer) => {
  expect(await reasonAt(await newShopper(offer.fails), offer)).toBe('not-eligible');
});

test.each(OFFERS)('$id stays away once it was dismissed', async (offer) => {
  const page = await newShopper(offer.meets);
  await see(page, offer, 1);
  await page.getByRole('button', { name: 'Close' }).click();
  await regionOf(page, offer.id).waitFor({ state: 'detached' });
  await expect.poll(() => rowsOf(page, offer.id)).toMatchObject([{ dismissedMs: expect.any(Number) }]);
  expect(await reasonAt(page, offer)).toBe('dismissed');
});

test.each(OFFERS)(
  '$id is shown as often as its cap allows',
  async (offer) => {
    const { rules } = declaration.interventions.find(({ id }) => id === offer.id)!;
    const { perSession } = rules?.caps ?? declaration.defaults.caps;
    const page = await newShopper(offer.meets);
    for (let time = 1; time <= perSession; time++) await see(page, offer, time);
    expect(await reasonAt(page, offer)).toBe('capped');
  },
  60_000,
);

test.each(OFFERS)('$id is not shown to a device in the holdout', async (offer) => {
  expect(await reasonAt(await newShopper(offer.meets, {}, heldOutShop), offer)).toBe('holdout');
});

test.each(OFFERS)('$id is not shown without consent', async (offer) => {
  const page = await newShopper(offer.meets);
  await page.getByRole('button', { name: 'Withdraw consent' }).click();
  await page.getByText('Withdrawn.').waitFor();
  expect(await reasonAt(page, offer)).toBe('no-consent');
});

test('the home page shows one offer in a session', async () => {
  const [, reminder, , welcome] = OFFERS as [ShopOffer, ShopOffer, ShopOffer, ShopOffer];
  const page = await newShopper({ cart: 40, daysAgo: 2 });
  await see(page, reminder, 1);
  expect(await reasonAt(page, welcome)).toBe('capped');
});

test('the switch ends all offers, says so after a reload, and brings them back', async () => {
  const [hint] = OFFERS as [ShopOffer];
  const page = await newShopper(hint.meets);
  const offers = page.getByRole('switch', { name: 'Offers' });
  await expect.poll(() => offers.getAttribute('aria-checked')).toBe('true');
  await offers.click();
  await page.getByText('Off. This shop points out no offers to you.').waitFor();
  expect(await reasonAt(page, hint)).toBe('dismissed');
  await go(page, '/privacy.html');
  await page.getByText('Off. This shop points out no offers to you.').waitFor();
  await offers.click();
  await page.getByText('On. This shop may point out offers to you.').waitFor();
  await see(page, hint, 1);
});

test('without consent the switch is off and disabled', async () => {
  const page = await newShopper({});
  const offers = page.getByRole('switch', { name: 'Offers' });
  await expect.poll(() => offers.isEnabled()).toBe(true);
  await page.getByRole('button', { name: 'Withdraw consent' }).click();
  await page.getByText('Off, because this shop may not remember.').waitFor();
  expect(await offers.isDisabled()).toBe(true);
});

test('the set goes into the cart, and into the history', async () => {
  const [, , set] = OFFERS as [ShopOffer, ShopOffer, ShopOffer];
  const page = await newShopper(set.meets);
  await see(page, set, 1);
  await page.getByRole('button', { name: 'Add all three to the cart' }).click();
  expect(await page.locator('[data-cart-count]').innerText()).toBe('4');
  await expect.poll(() => rowsOf(page, set.id)).toMatchObject([{ acceptedMs: expect.any(Number) }]);
  const itemsAdded = async () =>
    (await storedOn(page)).events.flatMap((event) => (event.type === 'add_to_cart' ? [event.items.length] : []));
  await expect.poll(itemsAdded).toEqual([1, 3]);
});

test('the welcome offer takes a tenth off, for anybody', async () => {
  const page = await newShopper({});
  await go(page, '/welcome.html');
  await page.getByRole('button', { name: 'Use it for my next order' }).click();
  await page.getByRole('link', { name: 'See cart' }).click();
  await page.waitForURL('**/cart.html');
  // 40.00, less 4.00, and 4.95 for the delivery.
  expect(await page.locator('[data-discount]').innerText()).toBe('−€4.00');
  expect(await page.locator('[data-total]').innerText()).toBe('€40.95');
});

test.each([
  ['390 px, light', { viewport: PHONE, colorScheme: 'light' }],
  ['1280 px, dark', { viewport: DESKTOP, colorScheme: 'dark' }],
] as const)(
  'pages with offers are accessible at %s',
  async (_, options) => {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    for (const offer of OFFERS) {
      const page = await newShopper(offer.meets, options);
      for (const path of [offer.path, '/privacy.html', '/welcome.html']) {
        await go(page, path);
        if (path === offer.path) await regionOf(page, offer.id).waitFor();
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate(() => window.axe.run());
        expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${path} ${id}: ${html}`))).toEqual([]);
      }
    }
  },
  120_000,
);

test.each([320, 390, 860, 1280])(
  'every offer fits its place at %i px, with a close for a thumb',
  async (width) => {
    for (const offer of OFFERS) {
      const page = await newShopper(offer.meets, { viewport: { width, height: 800 } });
      await go(page, offer.path);
      await regionOf(page, offer.id).waitFor();
      const close = (await page.getByRole('button', { name: 'Close' }).boundingBox())!;
      expect(Math.min(close.width, close.height)).toBeGreaterThanOrEqual(44);
    }
  },
  60_000,
);

test('shoppers with and without offers make the same requests', async () => {
  const requestsOf = async (history: ShopperHistory, shown: readonly string[]) => {
    const page = await newShopper(history);
    const urls = new Set<string>();
    page.on('request', (request) => void urls.add(`${request.method()} ${request.url()}`));
    const found: string[] = [];
    const [hint, reminder, set] = OFFERS as [ShopOffer, ShopOffer, ShopOffer];
    for (const { placement, path } of [reminder, set, hint]) {
      await go(page, path);
      const decide = (placement: string) =>
        (window.aisle as Aisle & Decisions).decide({ placement, deadlineMs: 30_000 });
      const { intervention } = await page.evaluate(decide, placement);
      if (intervention) {
        found.push(intervention.id);
        await regionOf(page, intervention.id).waitFor();
      }
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForLoadState('networkidle');
    }
    expect(found).toEqual(shown);
    return [...urls].sort();
  };
  const offered = await requestsOf({ cart: 40, daysAgo: 2 }, ['cart-reminder', 'goes-together', 'free-shipping']);
  expect(offered.length).toBeGreaterThan(50);
  expect(await requestsOf({ ordered: true }, [])).toEqual(offered);
}, 60_000);
