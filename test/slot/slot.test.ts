import type { Aisle, TrackedEvent } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { openWithPolicy } from '../deploy/cdn.js';
import { createAisle, documentOf, exported, itemId, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';

const site = useAisleSite();
const SIDE_PX = 100;
const STYLE = `<style>body{margin:0} aisle-slot{display:grid;grid-auto-flow:column;grid-auto-columns:${SIDE_PX}px} .cell{display:block;height:150px} img{display:block} .tall{height:1200px} .reserved{min-height:150px}</style>`;
/** Queues a call without the stub, because the stub times out. */
const CONSENT = `<script>window.aisle = { queue: [{ name: 'setConsent', args: ['granted'], resolve() {}, reject() {} }] }</script>`;
const TAG =
  '<script defer src="/aisle/aisle-slot.js"></script><script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>';
const TEMPLATE = `<template><a class="cell" data-aisle-field="url"><img data-aisle-field="image" alt="" width="${SIDE_PX}" height="${SIDE_PX}"><span data-aisle-field="item_name"></span> <span data-aisle-field="price"></span></a></template>`;
const TALL = '<div class="tall">Something to read</div>';
const IMAGE = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE_PX}" height="${SIDE_PX}"><rect width="100%" height="100%" fill="teal"/></svg>`;

const slot = (attributes = 'pictures="as-shown"', originalCards = '', template = TEMPLATE) =>
  `<aisle-slot data-aisle-list="next" catalogue="/catalogue.json" k="4" ${attributes}>${template}${originalCards}</aisle-slot>`;
const page = (body: string, head = CONSENT) => documentOf(`${STYLE}${head}${TAG}`, body);
/** A server-rendered card, in the slot or elsewhere. */
const card = (number: number, attributes = '', lazy = '') =>
  `<a class="cell" data-aisle-item="${itemId(number)}" href="/product/${number}" ${attributes}><img src="/pictures/${number}.svg" width="${SIDE_PX}" height="${SIDE_PX}" ${lazy}>Card ${number}</a>`;

const entry = (number: number) => ({
  item_id: itemId(number),
  item_name: `Item ${number}`,
  item_brand: 'Fjord',
  price: 1_000 + number / 2,
  image: `/pictures/${number}.svg`,
  url: `/product/${number}`,
});
const serveCatalogue = (items: readonly object[] = Array.from({ length: 60 }, (_, i) => entry(i + 1))) =>
  site.faults.set('/catalogue.json', {
    kind: 'body',
    body: JSON.stringify({ currency: 'EUR', items }),
    contentType: 'application/json',
  });

let context: BrowserContext;
/** The predictions for the history, best first. */
let ranking: string[];

beforeEach(async () => {
  serveCatalogue();
  for (let number = 1; number <= 60; number++) {
    site.faults.set(`/pictures/${number}.svg`, { kind: 'body', body: IMAGE, contentType: 'image/svg+xml' });
    // A second request would reach the server.
    site.headers.set(`/pictures/${number}.svg`, { 'Cache-Control': 'no-store' });
  }
  context = await site.newContext();
  await context.addInitScript(stabilityRecorder);
  const earlier = await site.openPage(context);
  await startAisle(earlier);
  await view(earlier, 3, 5);
  ranking = await earlier.evaluate(async () =>
    (await window.visitor.predict({ k: 60, deadlineMs: 30_000 })).items.map(({ item_id }) => item_id),
  );
  await earlier.close();
});

const shown = (page: Page) =>
  page.$$eval('aisle-slot [data-aisle-item]', (cards) => cards.map((card) => card.getAttribute('data-aisle-item')));
const waitUntilFilled = (page: Page) => page.waitForSelector('aisle-slot[data-aisle-rank=off]', { state: 'attached' });
const numberOf = (id: string) => Number(id.slice(5));
const imagePath = (id: string) => `/pictures/${numberOf(id)}.svg`;
const requestedImages = (since: number) =>
  site.server.requests
    .slice(since)
    .map(({ url }) => new URL(url).pathname)
    .filter((path) => path.startsWith('/pictures/'));

/** Waits for a prediction that is requested after the slot's, and for some frames. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    if (document.readyState !== 'complete')
      await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
    await new Promise(requestAnimationFrame);
    await new Promise((resolve, reject) =>
      (window.aisle as { queue: object[] }).queue.push({
        name: 'predict',
        args: [{ catalogueUrl: '/catalogue.json', deadlineMs: 30_000 }],
        resolve,
        reject,
      }),
    );
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
  });
}

const expectStable = async (page: Page) =>
  expect(await page.evaluate(() => window.stability)).toMatchObject({ layoutShift: 0, visibleChanges: 0, changes: [] });

/** The events of the history, read by a separate instance. */
async function events(): Promise<readonly TrackedEvent[]> {
  const reader = await site.openPage(context);
  await createAisle(reader);
  const found = await exported(reader);
  await reader.close();
  return found;
}

async function open(html: string): Promise<Page> {
  return site.openPage(context, html);
}

test('a slot below the screen shows the predictions in its template', async () => {
  const opened = await open(page(TALL + slot()));
  await waitUntilFilled(opened);
  expect(await shown(opened)).toEqual(ranking.slice(0, 4));
  const number = numberOf(ranking[0]!);
  const first = opened.locator('aisle-slot a').first();
  expect(await first.evaluate((link: HTMLAnchorElement) => ({ ...link.dataset }))).toEqual({
    aisleField: 'url',
    aisleItem: ranking[0],
    aisleName: `Item ${number}`,
    aisleBrand: 'Fjord',
    aislePrice: String(1_000 + number / 2),
    aisleCurrency: 'EUR',
  });
  expect(await first.evaluate((link: HTMLAnchorElement) => [link.href, link.querySelector('img')!.src])).toEqual([
    `${site.server.origin}/product/${number}`,
    `${site.server.origin}${imagePath(ranking[0]!)}`,
  ]);
  expect(await first.innerText()).toBe(
    `Item ${number} €${(1_000 + number / 2).toLocaleString('en', { minimumFractionDigits: 2 })}`,
  );
});

test('prices are formatted in the language of the slot', async () => {
  const opened = await open(
    page(`<section lang="de">${TALL}${slot()}</section><section lang="no_language">${slot()}</section>`),
  );
  await opened.waitForSelector('[lang=no_language] [data-aisle-item]', { state: 'attached' });
  const [german, plain] = await opened.$$eval('aisle-slot', (slots) =>
    slots.map((slot) => slot.querySelector('span:last-child')!.textContent),
  );
  const price = 1_000 + numberOf(ranking[0]!) / 2;
  expect(german).toBe(new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).format(price));
  expect(plain).toBe(String(price));
});

test('the slot sends one view_item_list and select_item on click', async () => {
  const opened = await open(page(TALL + slot()));
  await waitUntilFilled(opened);
  const before = await events();
  expect(before.filter(({ type }) => type === 'view_item_list')).toMatchObject([
    {
      item_list_id: 'next',
      currency: 'EUR',
      items: ranking.slice(0, 4).map((item_id, index) => ({ item_id, index, price: 1_000 + numberOf(item_id) / 2 })),
    },
  ]);
  await opened.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
  await opened.locator('aisle-slot a').nth(1).click();
  await opened.waitForFunction((count) => (window.aisle as Aisle).status().storedEvents === count, before.length + 1);
  expect((await events()).at(-1)).toMatchObject({
    type: 'select_item',
    item_list_id: 'next',
    currency: 'EUR',
    items: [{ item_id: ranking[1], index: 1 }],
  });
});

/** Both in `test:long`. */
const SLOWDOWNS = process.env.AISLE_LONG === '1' ? [1, 4] : [1];
describe.each(SLOWDOWNS)('CPU slowed down %i times', (slowdown) => {
  const openSlowly = async (html: string) => {
    const opened = await context.newPage();
    await (await context.newCDPSession(opened)).send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await opened.goto(site.addPage(html));
    return opened;
  };

  test('a slot below the screen is filled and does not shift later', async () => {
    const opened = await openSlowly(
      page(
        `${TALL}${slot('pictures="as-shown"', [50, 51, 52, 53].map((number) => card(number)).join(''))}<p>After it</p>${TALL}`,
      ),
    );
    await waitUntilFilled(opened);
    expect(await shown(opened)).toEqual(ranking.slice(0, 4));
    await opened.evaluate(() => scrollTo(0, 1_000));
    await settle(opened);
    await expectStable(opened);
    expect(await opened.evaluate(() => window.stability!.framesWithCards)).toBeGreaterThan(3);
  });

  test('an empty slot on screen is filled if its space is reserved', async () => {
    const opened = await openSlowly(page(`${slot('pictures="as-shown" class="reserved"')}<p>After it</p>${TALL}`));
    await waitUntilFilled(opened);
    await settle(opened);
    expect(await shown(opened)).toEqual(ranking.slice(0, 4));
    await expectStable(opened);
  });

  test('a slot on screen without reserved space stays empty', async () => {
    const since = site.server.requests.length;
    const opened = await openSlowly(page(`${slot()}<p>After it</p>${TALL}`));
    await settle(opened);
    expect(await shown(opened)).toEqual([]);
    await expectStable(opened);
    expect(requestedImages(since)).toEqual([]);
  });

  test('cards that were on screen stay', async () => {
    const originalCards = [50, 51, 52, 53];
    const opened = await openSlowly(
      page(
        `${slot('pictures="as-shown" class="reserved"', originalCards.map((number) => card(number)).join(''))}<p>After it</p>${TALL}`,
      ),
    );
    await settle(opened);
    expect(await shown(opened)).toEqual(originalCards.map(itemId));
    await expectStable(opened);
  });
});

test('cards that were on screen stay after scrolling away', async () => {
  const opened = await open(
    page(`${TALL}${slot('pictures="as-shown"', card(50))}${TALL}`, '<script>window.aisle = { queue: [] }</script>'),
  );
  await opened.evaluate(async () => {
    for (const top of [900, 0]) {
      scrollTo(0, top);
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    }
    await (window.aisle as Aisle).setConsent!('granted');
  });
  await settle(opened);
  expect(await shown(opened)).toEqual([itemId(50)]);
});

test('text beside the cards does not move', async () => {
  const opened = await open(
    page(
      `<aisle-slot class="reserved" style="display:block;min-height:400px" catalogue="/catalogue.json" pictures="as-shown" k="4"><ul>${TEMPLATE}</ul><p>Beside it</p></aisle-slot>`,
    ),
  );
  await settle(opened);
  expect(await shown(opened)).toEqual([]);
  await expectStable(opened);
});

test('original cards fill the rest and pinned cards keep their positions', async () => {
  serveCatalogue([numberOf(ranking[0]!), numberOf(ranking[1]!), 7].map(entry));
  const originalCards = [
    card(7, 'data-aisle-pin'),
    card(50),
    card(numberOf(ranking[1]!)),
    card(51, 'data-aisle-pin'),
    card(52),
    card(53),
  ].join('');
  const opened = await open(page(TALL + slot('pictures="as-shown"', originalCards)));
  await waitUntilFilled(opened);
  expect(await shown(opened)).toEqual([itemId(7), ranking[0], ranking[1], itemId(51), itemId(50), itemId(52)]);
  expect(await opened.locator('aisle-slot').innerText()).toContain('Card 7');
});

test('a slot excludes named, cart, purchased and current items', async () => {
  const earlier = await open(page(''));
  const [excluded, inCart, purchased, here, ...rest] = ranking;
  await earlier.evaluate(
    async ([inCart, purchased]) => {
      await (window.aisle as Aisle).track({ type: 'add_to_cart', items: [{ item_id: inCart! }] });
      await (window.aisle as Aisle).track({ type: 'purchase', items: [{ item_id: purchased! }] });
    },
    [inCart, purchased],
  );
  const body = (attributes: string) =>
    `<main data-aisle-item="${here}" data-aisle-product></main>${TALL}${slot(`pictures="as-shown" exclude="nothing ${excluded}" k="60" ${attributes}`).replace('k="4"', '')}`;
  const opened = await open(page(body('')));
  await waitUntilFilled(opened);
  const ids = await shown(opened);
  expect(ids).toHaveLength(56);
  expect([...ids].sort()).toEqual([...rest].sort());
  const withRepeats = await open(page(body('repeat-purchases')));
  await waitUntilFilled(withRepeats);
  expect([...(await shown(withRepeats))].sort()).toEqual([...rest, purchased].sort());
});

describe('with the same images for every shopper (default)', () => {
  test('a slot shows only items with loaded images and requests none', async () => {
    // One image is loaded with CORS, but the template's image has no crossorigin attribute.
    const visibleCards = [10, 20, 30].map((number) => card(number)).join('') + card(40, '', 'crossorigin');
    const farBelow = `<div style="height:9000px"></div>${card(50, '', 'loading="lazy"')}`;
    const since = site.server.requests.length;
    const opened = await open(
      page(`<nav data-aisle-list="shelf" data-aisle-rank="off">${visibleCards}</nav>${TALL}${slot('')}${farBelow}`),
    );
    await waitUntilFilled(opened);
    const expected = ranking.filter((id) => [10, 20, 30, 40].map(itemId).includes(id));
    expect(await shown(opened)).toEqual(expected);
    await opened.locator('aisle-slot').scrollIntoViewIfNeeded();
    await opened.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('aisle-slot img')].every(
        ({ complete, naturalWidth }) => complete && naturalWidth > 0,
      ),
    );
    expect(requestedImages(since).sort()).toEqual([10, 20, 30, 40].map((number) => `/pictures/${number}.svg`));
  });

  test('cards without images can show every item', async () => {
    const opened = await open(
      page(
        TALL + slot('', '', '<template><a data-aisle-field="url"><b data-aisle-field="item_name"></b></a></template>'),
      ),
    );
    await waitUntilFilled(opened);
    expect(await shown(opened)).toEqual(ranking.slice(0, 4));
  });

  test('a slot chooses among the images of its own content', async () => {
    const own = [10, 20, 30, 40, 50].map((number) => card(number, '', 'loading="lazy"')).join('');
    const far = '<div style="height:9000px"></div>';
    const since = site.server.requests.length;
    const opened = await open(page(far + slot('k="3"', own).replace('k="4" ', '')));
    await waitUntilFilled(opened);
    const expected = ranking.filter((id) => [10, 20, 30, 40, 50].map(itemId).includes(id));
    expect(await shown(opened)).toEqual(expected.slice(0, 3));
    const all = [10, 20, 30, 40, 50].map((number) => `/pictures/${number}.svg`);
    expect(requestedImages(since).sort()).toEqual(all);
    // A page without consent, whose slot is not filled, requests the same.
    const unfilled = site.server.requests.length;
    const other = await open(page(far + slot('', own), ''));
    await settle(other);
    expect(await shown(other)).toEqual([10, 20, 30, 40, 50].map(itemId));
    expect(requestedImages(unfilled).sort()).toEqual(all);
  });

  test('reports of a policy do not name the predictions', async () => {
    const others = [10, 20, 30, 40].map((number) => card(number)).join('');
    const html = (attributes: string) =>
      page(
        `<nav data-aisle-list="shelf" data-aisle-rank="off">${others}</nav>${TALL}${slot(`k="2" ${attributes}`).replace('k="4" ', '')}`,
      );
    const reportsOf = async (visitor: BrowserContext, attributes: string) => {
      const opened = await visitor.newPage();
      await opened.addInitScript(() => {
        const reports: string[] = [];
        Object.assign(window, { reports });
        document.addEventListener('securitypolicyviolation', ({ blockedURI, sourceFile, lineNumber, columnNumber }) =>
          reports.push(`${blockedURI.replace(origin, '')} ${sourceFile} ${lineNumber}:${columnNumber}`),
        );
      });
      const url = site.addPage(html(attributes));
      site.headers.set(new URL(url).pathname, { 'Content-Security-Policy-Report-Only': "img-src 'none'" });
      await opened.goto(url);
      await settle(opened);
      const found = await opened.evaluate(() => (window as unknown as { reports: string[] }).reports.sort());
      const cards = await shown(opened);
      await opened.close();
      // The script's line is the same on every page; the page's URL is not.
      return { reports: found.map((line) => line.replace(url, 'page')), cards };
    };
    const withoutHistory = await site.newContext();
    const first = await reportsOf(context, '');
    const second = await reportsOf(withoutHistory, '');
    expect(first.cards).toEqual(ranking.filter((id) => [10, 20, 30, 40].map(itemId).includes(id)).slice(0, 2));
    expect(second.cards).toEqual([]);
    expect(first.reports.filter((line) => line.startsWith('/pictures/'))).not.toEqual([]);
    expect(second.reports).toEqual(first.reports);
    // With as-shown, the reports name them.
    const asShown = await reportsOf(context, 'pictures="as-shown"');
    for (const id of asShown.cards) expect(asShown.reports.join()).toContain(imagePath(id!));
    expect(asShown.reports).not.toEqual(second.reports);
  });

  test('with as-shown, every image that is shown is requested', async () => {
    const since = site.server.requests.length;
    const opened = await open(page(TALL + slot()));
    await waitUntilFilled(opened);
    await opened.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('aisle-slot img')].every(({ complete }) => complete),
    );
    expect(requestedImages(since).sort()).toEqual(ranking.slice(0, 4).map(imagePath).sort());
  });
});

describe('catalogue values are data', () => {
  const POLICY =
    "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'; img-src 'self'; require-trusted-types-for 'script'; trusted-types aisle";
  const NASTY = [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'blob:http://localhost/x',
    'file:///etc/passwd',
    'http://',
    '',
  ];

  test('values are set as text and only http URLs are accepted', async () => {
    const markup = '<img src=x onerror="window.broken = true"><script>window.broken = true</script>';
    const bad = NASTY.flatMap((value, i) => [
      [numberOf(ranking[2 * i]!), { url: value }],
      [numberOf(ranking[2 * i + 1]!), { image: value }],
    ]) as [number, object][];
    const badIds = new Map(bad);
    serveCatalogue(
      Array.from({ length: 60 }, (_, i) => ({ ...entry(i + 1), item_name: markup, ...badIds.get(i + 1) })),
    );
    const html = page(TALL + slot()).replace(/<(script|style)/g, '<$1 nonce="abc"');
    const opened = await openWithPolicy(site, POLICY, html, context);
    await waitUntilFilled(opened);
    expect(await shown(opened)).toEqual(ranking.slice(2 * NASTY.length, 2 * NASTY.length + 4));
    expect(await opened.locator('aisle-slot span').first().textContent()).toBe(markup);
    expect(await opened.evaluate(() => 'broken' in window)).toBe(false);
  });
});

test('a slot is filled when consent is granted later', async () => {
  const opened = await open(page(TALL + slot(), '<script>window.aisle = { queue: [] }</script>'));
  await opened.waitForFunction(() => typeof (window.aisle as Aisle).setConsent === 'function');
  await opened.evaluate(() => (window.aisle as Aisle).setConsent('granted'));
  await waitUntilFilled(opened);
  expect(await shown(opened)).toEqual(ranking.slice(0, 4));
});

test('a missing catalogue or template keeps the content', async () => {
  site.faults.set('/catalogue.json', { kind: 'status', status: 404 });
  const warnings: string[] = [];
  context.on('console', (message) => message.text().startsWith('[aisle]') && warnings.push(message.text()));
  const opened = await open(page(`${TALL}${slot('pictures="as-shown"', card(50))}${slot('', card(51), '')}`));
  await settle(opened);
  expect(await shown(opened)).toEqual([50, 51].map(itemId));
  expect(warnings).toEqual([
    '[aisle] <aisle-slot> needs catalogue="URL" and a <template> with a card, found no <template> with a card. It keeps its content.',
  ]);
});

test('defineSlot works with an instance of createAisle', async () => {
  const opened = await open(
    documentOf(
      `${STYLE}<script type="module">import * as sdk from "/aisle/index.js"; import { defineSlot } from "/aisle/plugins/slot.js"; Object.assign(window, { sdk, defineSlot });</script>`,
      TALL + slot(),
    ),
  );
  await startAisle(opened);
  await opened.evaluate(() => (window as unknown as { defineSlot: (aisle: Aisle) => void }).defineSlot(window.visitor));
  await waitUntilFilled(opened);
  expect(await shown(opened)).toEqual(ranking.slice(0, 4));
});
