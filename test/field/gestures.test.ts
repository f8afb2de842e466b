import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, rawRows, useAisleSite } from '../kit/aislePage.js';

// Without this flag, `navigator.webdriver` is true.
const site = useAisleSite({ args: ['--disable-blink-features=AutomationControlled'] });

const TAG = `<script>window.aisle = { queue: [{ name: 'setConsent', args: ['granted'], resolve() {}, reject() {} }] };</script>
  <script defer src="/aisle/aisle-ga4.js"></script>
  <script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light"></script>`;
/** `add(3)` reports one more item in the cart, through the data layer. */
const SCRIPT = `<script>window.dataLayer = []; window.wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  window.added = 0; window.add = (number) => { window.added++; dataLayer.push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'item-' + number }] } }); };`;

type Global = Window & { aisle: Partial<Pick<Aisle, 'track' | 'status'>>; added: number };

/** Opens a shop's page with this script and a button `#add`. */
async function openShop(script: string): Promise<Page> {
  const page = await site.openPage(
    undefined,
    documentOf(`${SCRIPT} ${script}</script>${TAG}`, '<button id="add" onclick="onAdd()">Add</button>'),
  );
  await page.waitForFunction(() => (window as unknown as Global).aisle.status?.().storage === 'device');
  return page;
}

/** Waits until everything that was reported is stored or discarded. */
async function statusAfter(page: Page, added: number) {
  await page.waitForFunction((added) => (window as unknown as Global).added >= added, added);
  return page.evaluate(async () => {
    const { aisle } = window as unknown as Global;
    await aisle.track!({ type: 'search', search_term: 'last' });
    const { storedEvents, automation } = aisle.status!();
    return { storedEvents, signal: automation.signal };
  });
}

test('a cart that is restored on load is a person, at once or item by item', async () => {
  const atOnce = await openShop('for (let i = 1; i <= 20; i++) add(i);');
  expect(await statusAfter(atOnce, 20)).toEqual({ storedEvents: 21, signal: undefined });
  const byItem = await openShop('(async () => { for (let i = 1; i <= 10; i++) { add(i); await wait(10); } })();');
  expect(await statusAfter(byItem, 10)).toMatchObject({ signal: undefined });
});

test('one click that adds forty items over two seconds is a person', async () => {
  const page = await openShop('async function onAdd() { for (let i = 1; i <= 40; i++) { add(i); await wait(50); } }');
  await page.click('#add');
  expect(await statusAfter(page, 40)).toEqual({ storedEvents: 41, signal: undefined });
});

test('a cart that is restored slowly is a person, as soon as there is an input', async () => {
  const context = await site.newContext();
  const report = new Promise<string>((resolve) =>
    context.on('console', (message) => message.text().startsWith('signal') && resolve(message.text())),
  );
  // After Aisle has loaded: earlier entries of the layer are read at once.
  const script = `addEventListener('load', async () => {
    for (let i = 1; i <= 6; i++) { add(i); await wait(100); }
    while (aisle.status().storedEvents) await wait(20);
    console.log('signal ' + aisle.status().automation.signal);
  });`;
  // Without a call of Playwright, which counts as an input of a person.
  const page = await site.openPage(context, documentOf(`${SCRIPT} ${script}</script>${TAG}`));
  expect(await report).toBe('signal no-input');
  await page.mouse.click(300, 300);
  await page.waitForFunction(() => (window as unknown as Global).aisle.status!().storedEvents === 6);
  const rows = (await rawRows(page)) as { type: string }[];
  expect(rows.map(({ type }) => type)).toEqual(Array.from({ length: 6 }, () => 'add_to_cart'));
});

test('a key that is held down is a person', async () => {
  const page = await openShop('function onAdd() { add(1); }');
  await page.focus('#add');
  for (let i = 0; i < 40; i++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  expect(await statusAfter(page, 40)).toEqual({ storedEvents: 41, signal: undefined });
});

test('a script that clicks without input is a program', async () => {
  const page = await openShop('function onAdd() { add(1); }');
  await page.evaluate(async () => {
    for (let i = 0; i < 30; i++) {
      (document.querySelector('#add') as HTMLElement).click();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  // The removal of stored events takes a moment.
  await expect
    .poll(() => statusAfter(page, 30))
    .toEqual({ storedEvents: 0, signal: expect.stringMatching(/speed|input/) });
});

test('trusted clicks that are faster than hands are a program', async () => {
  const page = await openShop('function onAdd() { add(1); }');
  const box = (await page.locator('#add').boundingBox())!;
  // Sent without waiting for each other.
  const clicks = Array.from({ length: 60 }, () => page.mouse.click(box.x + 5, box.y + 5));
  await Promise.all(clicks);
  await expect.poll(() => statusAfter(page, 60)).toEqual({ storedEvents: 0, signal: 'impossible-speed' });
});
