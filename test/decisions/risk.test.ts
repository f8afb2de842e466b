import { normal, type Random, seededRandom } from '@aisle/core';
import type { Risk } from '@aisle/sdk/risk';
import type { BrowserContext, Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

// Without this flag, `navigator.webdriver` is true, and the recorder excludes every visit of this test.
const site = useAisleSite({ args: ['--disable-blink-features=AutomationControlled'] });

const ITEMS = 60;
const START_MS = Date.UTC(2026, 0, 5, 18);
const SCRIPTS = `<script>addEventListener('load', () => aisle.setConsent('granted'));</script>
  <script defer src="/aisle/aisle-risk.js"></script>
  <script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-expose="export"></script>`;
const itemHtml = (id: string) => `<li data-aisle-item="${id}">
  <button id="view-${id}" data-aisle-event="view_item">View ${id}</button>
  <button id="add-${id}" data-aisle-event="add_to_cart">Add ${id}</button>
  <button id="remove-${id}" data-aisle-event="remove_from_cart">Remove ${id}</button></li>`;
const LIST = `<ul>${Array.from({ length: ITEMS }, (_, i) => itemHtml(`${i + 1}`)).join('')}</ul>`;
const FORM = `<form onsubmit="event.preventDefault(); aisle.couponTried(code.value)"><input name="code" id="code"></form>`;
/** A shop on one page. */
const shopPage = (script = '') => documentOf(`${SCRIPTS}<script>${script}</script>`, FORM + LIST);

type RiskWindow = Window & { aisle: Risk & { export(): Promise<{ events: unknown[] }> } };

const automationOf = (page: Page) =>
  page.evaluate(() => (window as unknown as RiskWindow).aisle.automation({ deadlineMs: 20_000 }));
const strengthsOf = async (page: Page) => {
  const { signals } = await automationOf(page);
  return Object.fromEntries(
    signals.filter(({ strength }) => strength > 0).map(({ name, strength }) => [name, strength]),
  );
};

/** A page whose clock stands still until the test moves it. */
class TimedPage {
  nowMs = START_MS;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async wait(seconds: number): Promise<void> {
    this.nowMs += Math.round(seconds * 1_000);
    await this.page.clock.setFixedTime(this.nowMs);
  }
}

async function openShop(html = shopPage(), context?: BrowserContext): Promise<TimedPage> {
  const page = await (context ?? (await site.newContext())).newPage();
  await page.clock.setFixedTime(START_MS);
  await page.goto(site.addPage(html));
  return new TimedPage(page);
}

/** Clicks as programs do: no input comes before. */
const clickByScript = (page: Page, id: string) => page.evaluate((id) => document.getElementById(id)!.click(), id);

test('a crawler with constant intervals is flagged', async () => {
  const shop = await openShop();
  for (let i = 1; i <= 10; i++) {
    await shop.wait(10);
    await clickByScript(shop.page, `view-${i}`);
  }
  expect(await automationOf(shop.page)).toMatchObject({ flagged: true });
  expect(await strengthsOf(shop.page)).toEqual({ 'regular-intervals': 1, 'no-input': 0.3 });
});

test('a crawler with random intervals that sweeps the catalogue is flagged', async () => {
  const shop = await openShop();
  const random = seededRandom(1);
  for (let i = 1; i <= 30; i++) {
    await shop.wait(2 + 8 * random());
    await clickByScript(shop.page, `view-${i}`);
  }
  expect(await automationOf(shop.page)).toMatchObject({ flagged: true });
  expect(await strengthsOf(shop.page)).toEqual({ 'catalogue-sweep': 30 / 25 - 0.5, 'no-input': 0.3 });
});

test('a program that fills the cart is flagged, although the recorder stores nothing of it', async () => {
  const context = await site.newContext();
  const done = new Promise<void>((resolve) =>
    context.on('console', (message) => void (message.text() === 'filled' && resolve())),
  );
  // Without a call of Playwright until it is done, because such a call counts as an activation by a person.
  const page = await context.newPage();
  await page.goto(
    site.addPage(
      shopPage(`addEventListener('load', async () => {
        for (let i = 1; i <= 8; i++) {
          document.getElementById('add-' + i).click();
          await new Promise((resolve) => setTimeout(resolve, 60 + 30 * (i % 3)));
        }
        console.log('filled');
      });`),
    ),
  );
  await done;
  expect(await automationOf(page)).toMatchObject({ flagged: true });
  expect(await strengthsOf(page)).toEqual({ recorder: 1 });
});

test('a program that tries coupon codes is flagged', async () => {
  const shop = await openShop();
  const random = seededRandom(2);
  for (let i = 0; i < 12; i++) {
    await shop.wait(1 + 20 * random());
    await shop.page.evaluate((code) => (window as unknown as RiskWindow).aisle.couponTried(code), `SAVE${i}`);
  }
  expect(await automationOf(shop.page)).toMatchObject({ flagged: true });
  expect(await strengthsOf(shop.page)).toEqual({ 'coupon-tries': 1 });
});

test('a price checker that reloads product pages is flagged by the history of earlier pages', async () => {
  const product = (id: string) =>
    site.addPage(
      documentOf(SCRIPTS, `<main data-aisle-item="${id}" data-aisle-event="view_item" data-aisle-on="load"></main>`),
    );
  const urls = ['1', '2', '3'].map(product);
  const shop = new TimedPage(await (await site.newContext()).newPage());
  const random = seededRandom(3);
  for (let i = 0; i < 10; i++) {
    // Every five minutes, and what loading takes.
    await shop.wait(300 + 4 * random());
    await shop.page.goto(urls[i % urls.length]!);
    await shop.page.waitForFunction(
      async (events) => (await (window as unknown as RiskWindow).aisle.export?.())?.events.length === events,
      i + 1,
    );
  }
  expect(await automationOf(shop.page)).toMatchObject({ flagged: true, events: 10 });
  expect(await strengthsOf(shop.page)).toEqual({ 'regular-intervals': 1 });
});

/** How a visitor operates the page. */
const HANDS = {
  // With `force`, Playwright does not wait for two frames before each click: nothing on this page moves.
  mouse: (page: Page, id: string) => page.click(`#${id}`, { force: true }),
  wheel: async (page: Page, id: string) => {
    // A click while the page scrolls would hit another button.
    const scrolled = await page.evaluateHandle(() => ({
      end: new Promise((resolve) => addEventListener('scrollend', resolve, { once: true })),
    }));
    await page.mouse.wheel(0, 300);
    await scrolled.evaluate(({ end }) => end);
    await page.click(`#${id}`, { force: true });
  },
  touch: (page: Page, id: string) => page.tap(`#${id}`, { force: true }),
  /** From the button that has the focus to another one, with the Tab key. */
  keyboard: async (page: Page, id: string) => {
    const steps = await page.evaluate((id) => {
      const stops = [...document.querySelectorAll<HTMLElement>('input, button')];
      return stops.indexOf(document.getElementById(id)!) - stops.indexOf(document.activeElement as HTMLElement);
    }, id);
    for (let i = 0; i < Math.abs(steps); i++) await page.keyboard.press(steps > 0 ? 'Tab' : 'Shift+Tab');
    await page.keyboard.press('Enter');
  },
  /** The browser clicks for assistive technology. The page sees the focus move. */
  screenReader: async (page: Page, id: string) => {
    await page.focus(`#${id}`);
    await clickByScript(page, id);
  },
  /** The page sees no input at all. */
  screenReaderWithoutFocus: clickByScript,
} satisfies Record<string, (page: Page, id: string) => Promise<unknown>>;

interface Visit {
  readonly who: string;
  readonly hand: keyof typeof HANDS;
  /** `v3`, `a3`, `r3`: view, add or remove item 3. `c:CODE` tries a code. A number waits for so many minutes more. */
  readonly steps: string;
  /** The median time between two steps. */
  readonly seconds: number;
  /** The standard deviation of its logarithm. Default .6, less regular than half of all sessions of yoochoose-100k. */
  readonly spread?: number;
  /** How many events of the latest 24 hours the steps make. Default: all. */
  readonly events?: number;
}

const range = (from: number, to: number, step = 'v') =>
  Array.from({ length: to - from + 1 }, (_, i) => step + (from + i)).join(' ');

const PEOPLE: readonly Visit[] = [
  { who: 'reads ten products slowly', hand: 'mouse', steps: range(1, 10), seconds: 90 },
  { who: 'compares, and buys one', hand: 'mouse', steps: 'v1 v2 v1 v3 v2 v4 a2 v5 v2', seconds: 25 },
  { who: 'opens twenty products within a minute', hand: 'mouse', steps: range(1, 20), seconds: 2.5 },
  { who: 'is very fast and returns', hand: 'mouse', steps: `${range(1, 12)} v3 ${range(13, 24)}`, seconds: 1.5 },
  { who: 'takes twenty minutes for each', hand: 'mouse', steps: range(1, 10), seconds: 1200 },
  { who: 'comes back to the same two items', hand: 'mouse', steps: 'v1 v2 '.repeat(9).trim(), seconds: 15 },
  {
    who: 'comes back to them over two days',
    hand: 'mouse',
    steps: 'v1 v2 300 v1 v2 900 v2 v1 600 v1 v2 v1',
    seconds: 30,
    events: 5,
  },
  { who: 'scrolls and views', hand: 'wheel', steps: range(1, 14), seconds: 12 },
  { who: 'fills a cart of groceries', hand: 'mouse', steps: range(1, 25, 'a'), seconds: 3 },
  { who: 'changes the cart again and again', hand: 'mouse', steps: 'a1 a2 r1 a3 r2 a1 a4 r3 a5 r5 a6', seconds: 6 },
  { who: 'is steadier than most', hand: 'mouse', steps: `${range(1, 9)} v2 v4`, seconds: 10, spread: 0.4 },
  {
    who: 'tries four coupons in different writing',
    hand: 'mouse',
    steps: 'v1 a1 c:SPRING c:spring c:WELCOME10 c:VIP c:ten',
    seconds: 20,
  },
  { who: 'uses a phone', hand: 'touch', steps: 'v1 v2 v3 v2 a2 v4 v5 v6 a6', seconds: 15 },
  { who: 'is fast on a phone', hand: 'touch', steps: range(1, 18), seconds: 3 },
  { who: 'uses the keyboard only', hand: 'keyboard', steps: 'v1 v2 a2 v3 v1 v4 v5 a5 v6', seconds: 20 },
  { who: 'is fast on the keyboard', hand: 'keyboard', steps: range(1, 16), seconds: 4 },
  { who: 'uses a screen reader', hand: 'screenReader', steps: 'v1 v2 v3 a3 v4 v5 v2 v6 v7 a7', seconds: 40 },
  { who: 'is fast with a screen reader', hand: 'screenReader', steps: range(1, 16), seconds: 8 },
  {
    who: 'uses a screen reader that sends no input',
    hand: 'screenReaderWithoutFocus',
    steps: range(1, 12),
    seconds: 30,
  },
  {
    who: 'uses it to buy many things',
    hand: 'screenReaderWithoutFocus',
    steps: `${range(1, 9)} ${range(1, 9, 'a')}`,
    seconds: 15,
  },
];

async function visit(shop: TimedPage, { hand, steps, seconds, spread = 0.6 }: Visit, random: Random): Promise<void> {
  const ids = { v: 'view', a: 'add', r: 'remove' };
  for (const step of steps.split(' ')) {
    if (/^\d+$/.test(step)) await shop.wait(60 * Number(step));
    else {
      await shop.wait(seconds * Math.exp(spread * normal(random)));
      if (step.startsWith('c:')) {
        await shop.page.fill('#code', step.slice(2));
        await shop.page.press('#code', 'Enter');
      } else await HANDS[hand](shop.page, `${ids[step[0] as keyof typeof ids]}-${step.slice(1)}`);
    }
  }
}

test.each(PEOPLE.map((person, seed) => ({ ...person, seed })))('a person who $who is not flagged', async (person) => {
  const context = await site.newContext({ hasTouch: person.hand === 'touch' });
  const shop = await openShop(undefined, context);
  await visit(shop, person, seededRandom(person.seed));
  const { signals, ...rest } = await automationOf(shop.page);
  expect(rest, JSON.stringify(signals)).toMatchObject({
    flagged: false,
    events: person.events ?? person.steps.match(/\b[var]\d+/g)!.length,
  });
  const isSilent = person.hand === 'screenReaderWithoutFocus';
  expect(signals.find(({ name }) => name === 'no-input')!.strength).toBe(isSilent ? 0.3 : 0);
});

test('without data-expose the answer rests on no event, and does not reject', async () => {
  const shop = await openShop(shopPage().replace(' data-expose="export"', ''));
  await clickByScript(shop.page, 'view-1');
  expect(await automationOf(shop.page)).toMatchObject({ score: 0, flagged: false, events: 0 });
});

test('it sends nothing, stores nothing, and changes nothing', async () => {
  const page = await site.openPage(undefined, shopPage());
  await page.click('#view-1');
  await page.waitForFunction(async () => (await (window as unknown as RiskWindow).aisle.export()).events.length === 1);
  const stored = () =>
    page.evaluate(async () => ({
      session: { ...sessionStorage },
      local: { ...localStorage },
      cookies: document.cookie,
      databases: (await indexedDB.databases()).map(({ name }) => name),
      events: (await (window as unknown as RiskWindow).aisle.export()).events,
    }));
  const before = await stored();
  await page.waitForLoadState('networkidle');
  const requests: string[] = [];
  page.on('request', (request) => void requests.push(request.url()));
  await page.evaluate(() => (window as unknown as RiskWindow).aisle.couponTried('SPRING'));
  expect(await automationOf(page)).toMatchObject({ events: 1 });
  expect(requests).toEqual([]);
  expect(await stored()).toEqual(before);
  expect(before.session).toEqual({});
});
