import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Aisle } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, itemId, useAisleSite } from '../kit/aislePage.js';
import { companionsOfNext } from '../kit/companionsOfNext.js';
import { leftOnDevice, NOTHING } from '../kit/leftOnDevice.js';
import { writeSmallRelease } from '../kit/smallRelease.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';

const site = useAisleSite();
const STYLE =
  '<style>body{margin:0} aisle-slot{display:block} aisle-slot ul{display:grid;grid-auto-flow:column;margin:0;padding:0;min-height:100px} li{display:block;height:100px} .tall{height:1200px}</style>';
const TALL = '<div class="tall">Something to read</div>';
const CONSENT = `<script>window.aisle = { queue: [{ name: 'setConsent', args: ['granted'], resolve() {}, reject() {} }] }</script>`;
const tag = (attributes = '') =>
  `<script defer src="/aisle/aisle-slot.js"></script><script async src="/aisle/aisle.js" data-manifest="/weights/rows/manifest.json" data-tier="light" data-automation="record" ${attributes}></script>`;
const CARD = '<li><a data-aisle-field="url"><span data-aisle-field="item_name"></span></a></li>';
const slot = (attributes: string, content = '') =>
  `<aisle-slot catalogue="/catalogue.json" k="4" ${attributes}><ul><template>${CARD}</template>${content}</ul></aisle-slot>`;
const page = (body: string, head = CONSENT + tag()) => documentOf(STYLE + head, body);

beforeAll(async () => {
  await writeSmallRelease(join(site.weightsDirectory, 'rows'), {
    itemCount: 60,
    seed: 1,
    relations: { tables: { companions: companionsOfNext(60), substitutes: companionsOfNext(60) } },
  });
});

let context: BrowserContext;
beforeEach(async () => {
  const items = Array.from({ length: 60 }, (_, i) => ({
    item_id: itemId(i + 1),
    item_name: `Item ${i + 1}`,
    url: `/product/${i + 1}`,
  }));
  site.faults.set('/catalogue.json', { kind: 'body', body: JSON.stringify(items), contentType: 'application/json' });
  context = await site.newContext();
  await context.addInitScript(stabilityRecorder);
});

const open = (html: string) => site.openPage(context, html);
const waitUntilFilled = (page: Page, count = 1) =>
  page.waitForFunction((count) => document.querySelectorAll('aisle-slot[data-aisle-rank=off]').length === count, count);
const shown = (page: Page, selector = 'aisle-slot') =>
  page.$$eval(`${selector} [data-aisle-item]`, (cards) => cards.map((card) => card.getAttribute('data-aisle-item')));
/** Waits until the slot has these cards. */
const expectShown = (page: Page, ids: readonly string[]) => expect.poll(() => shown(page)).toEqual(ids);
const next = (number: number, count = 4) => Array.from({ length: count }, (_, i) => itemId(number + 1 + i));
const setAttributes = (page: Page, attributes: Readonly<Record<string, string>>) =>
  page.evaluate((attributes) => {
    const slot = document.querySelector('aisle-slot')!;
    for (const [name, value] of Object.entries(attributes)) slot.setAttribute(name, value);
  }, attributes);
const call = (page: Page, name: 'trending' | 'predict', options: object) =>
  page.evaluate(
    async ([name, options]) =>
      (await (window.aisle as Aisle)[name]({ deadlineMs: 30_000, ...options })).items.map(({ item_id }) => item_id),
    [name, options] as const,
  );

test('each kind shows its row', async () => {
  const kinds = [
    'kind="related" item="item-7"',
    'kind="bought-with" items="item-20"',
    'kind="bought-with" items="item-30, item-31"',
    'kind="trending"',
  ];
  const opened = await open(page(TALL + kinds.map((attributes, i) => slot(`id="slot-${i}" ${attributes}`)).join('')));
  await waitUntilFilled(opened, 4);
  expect(await shown(opened, '#slot-0')).toEqual(next(7));
  expect(await shown(opened, '#slot-1')).toEqual(next(20));
  // Companions of 30 (8, 7, 6 …) and 31 (8, 7 …) are added up: 32 has 7 + 8, 33 has 6 + 7. 31 is a given item.
  expect(await shown(opened, '#slot-2')).toEqual(next(31));
  expect(await shown(opened, '#slot-3')).toEqual(await call(opened, 'trending', { k: 4 }));
});

/** Opens a page and records views there. */
async function viewItems(...ids: readonly string[]): Promise<void> {
  const earlier = await open(page(''));
  await earlier.waitForFunction(() => (window.aisle as Aisle).status?.().storedEvents === 0);
  for (const item_id of ids)
    await earlier.evaluate(
      (item_id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id }] }),
      item_id,
    );
}

test('carry-on shows viewed items', async () => {
  await viewItems('item-3', 'item-5');
  const opened = await open(page(TALL + slot('kind="carry-on"')));
  await waitUntilFilled(opened);
  expect([...(await shown(opened))].sort()).toEqual(['item-3', 'item-5']);
});

test('a slot of an unknown kind keeps its content and says so', async () => {
  const lines: string[] = [];
  context.on('console', (message) => lines.push(message.text()));
  const opened = await open(page(TALL + slot('kind="realted"', '<li data-aisle-item="item-50">Own</li>')));
  await expect.poll(() => lines).toContain('[aisle] predict: kind must be for-you or carry-on, found realted.');
  expect(await shown(opened)).toEqual(['item-50']);
});

describe('when the page changes an attribute', () => {
  test('a row on screen becomes the new row without a shift', async () => {
    const opened = await open(page(`${slot('kind="bought-with" items="item-7"')}<p>After it</p>${TALL}`));
    await waitUntilFilled(opened);
    await opened.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await setAttributes(opened, { items: 'item-20' });
    await expectShown(opened, next(20));
    await setAttributes(opened, { kind: 'related', item: 'item-40' });
    await expectShown(opened, next(40));
    expect(await opened.evaluate(() => window.stability)).toMatchObject({ layoutShift: 0 });
  });

  test('several changes in one task are one row', async () => {
    const opened = await open(page(TALL + slot('kind="bought-with" items="item-7"')));
    await waitUntilFilled(opened);
    await opened.evaluate(() => {
      const counted = window as unknown as { filled: number };
      counted.filled = 0;
      addEventListener('aisle-filled', () => (counted.filled += 1));
    });
    await setAttributes(opened, { items: 'item-1', kind: 'related', item: 'item-20' });
    await expectShown(opened, next(20));
    expect(await opened.evaluate(() => (window as unknown as { filled: number }).filled)).toBe(1);
  });

  test('without a new row, the slot shows its own content again', async () => {
    const own = '<li data-aisle-item="item-50">Own</li><li data-aisle-item="item-51">Own</li>';
    const opened = await open(page(TALL + slot('kind="related" item="item-7"', own)));
    await waitUntilFilled(opened);
    await setAttributes(opened, { item: 'unheard-of' });
    await expectShown(opened, ['item-50', 'item-51']);
    await setAttributes(opened, { item: 'item-8' });
    await expectShown(opened, next(8));
  });

  test('a slot that has the focus stays', async () => {
    const opened = await open(page(TALL + slot('kind="related" item="item-7"')));
    await waitUntilFilled(opened);
    await opened.locator('aisle-slot a').first().focus();
    await setAttributes(opened, { item: 'item-20' });
    await call(opened, 'trending', { catalogueUrl: '/catalogue.json' });
    expect(await shown(opened)).toEqual(next(7));
  });
});

test('with data-rows-before-consent, a slot is filled before consent and nothing is stored', async () => {
  const opened = await open(
    page(TALL + slot('kind="related" item="item-7"') + slot('kind="for-you"'), tag('data-rows-before-consent')),
  );
  await waitUntilFilled(opened);
  expect(await shown(opened)).toEqual(next(7));
  await opened.waitForLoadState('networkidle');
  expect(await leftOnDevice(opened)).toEqual(NOTHING);
});

describe('the rows of docs/guides/rows.md', () => {
  /** The HTML of a section, with ids of this release. */
  const snippet = async (name: string) => {
    const guide = await readFile(new URL('../../docs/guides/rows.md', import.meta.url), 'utf8');
    const [, html] = new RegExp(`<!-- row: ${name} -->\\n\`\`\`html\\n(.*?)\`\`\``, 's').exec(guide)!;
    return html!.replaceAll('sku-17', 'item-17').replaceAll('sku-4', 'item-4');
  };

  test('the product page shows companions and related items', async () => {
    const opened = await open(page(TALL + (await snippet('product'))));
    await waitUntilFilled(opened, 2);
    expect(await shown(opened, '[kind=bought-with]')).toEqual(next(17));
    expect(await shown(opened, '[kind=related]')).toEqual(next(17));
    expect(await opened.locator('aisle-slot h2').allInnerTexts()).toEqual(['Goes well with it', 'Similar products']);
  });

  test('the cart shows what goes with its items', async () => {
    const opened = await open(page(TALL + (await snippet('cart'))));
    await waitUntilFilled(opened);
    const ids = await shown(opened);
    // The strongest companion of each item, then the second of each.
    expect([...ids.slice(0, 2)].sort()).toEqual([itemId(18), itemId(5)].sort());
    expect([...ids.slice(2)].sort()).toEqual([itemId(19), itemId(6)].sort());
  });

  test('the home page shows its rows once there is a history', async () => {
    await viewItems('item-9');
    const opened = await open(page(TALL + (await snippet('home'))));
    await waitUntilFilled(opened, 3);
    expect(await shown(opened, '[kind=carry-on]')).toEqual(['item-9']);
    expect(await shown(opened, '[kind=for-you]')).toEqual(await call(opened, 'predict', { k: 4 }));
    expect(await shown(opened, '[kind=trending]')).toHaveLength(4);
  });
});
