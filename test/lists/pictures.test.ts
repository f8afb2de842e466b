import { readFile } from 'node:fs/promises';
import { encodeRanking } from '@aisle/core';
import type { Page } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { createAisle, documentOf, itemId, SDK_SCRIPT, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const dist = (file: string) => readFile(new URL(`../../packages/sdk/dist/${file}`, import.meta.url), 'utf8');
const [stub, firstPaint, firstPaintStyle] = await Promise.all(
  ['stub.js', 'stub-first-paint.js', 'first-paint-style.js'].map(dist),
);
const ALL = Array.from({ length: 40 }, (_, i) => i + 1);
const PHONE = { width: 390, height: 844 };
const SCREENS = [PHONE, { width: 1280, height: 900 }];
const STYLE =
  '<style>ul{display:grid;margin:0;padding:0} li{display:block;height:240px} img{display:block} .far{height:6000px}</style>';
const CONSENT = "<script>aisle.setConsent('granted')</script>";
const TAG =
  '<script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>';

const card = (number: number) =>
  `<li data-aisle-item="${itemId(number)}"><img loading="lazy" src="/pictures/${number}.svg" width="200" height="200" alt=""></li>`;
const list = (attributes = '', numbers: readonly number[] = ALL) =>
  `<ul data-aisle-list="shelf" ${attributes}>${numbers.map(card).join('')}</ul>`;
const withRanking = (order: readonly number[]) =>
  `<script>localStorage.setItem('aisle-default-ranking', ${JSON.stringify(encodeRanking(order.map(itemId), true, 1))})</script>`;
/** Shoppers whose lists are in a different order. The first one has no ranking. */
const SHOPPERS = ['', withRanking([...ALL].reverse()), withRanking([...ALL].sort((a, b) => (a % 7) - (b % 7)))];

/** Paths of all pictures that were requested. */
let requested: string[];
beforeEach(() => {
  requested = [];
  for (const number of ALL)
    site.faults.set(`/pictures/${number}.svg`, {
      kind: 'body',
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"/>',
      contentType: 'image/svg+xml',
    });
});

async function open(html: string, viewport = PHONE): Promise<Page> {
  const context = await site.newContext();
  context.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/pictures/')) requested.push(path);
  });
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  await page.goto(site.addPage(html), { waitUntil: 'load' });
  await settle(page);
  return page;
}

/** Waits until the requests that a change of the page causes have been sent. */
const settle = (page: Page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame);
    const begun = [...document.images].filter(({ loading }) => loading === 'eager');
    await Promise.all(begun.map((image) => image.decode().catch(() => undefined)));
    for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame);
  });

const numbersOf = (paths: readonly string[]) => paths.map((path) => Number(/\d+/.exec(path)![0])).sort((a, b) => a - b);
/** The pictures that the page requests, sorted by number. Repeated requests count. */
async function picturesOf(html: string, viewport?: { width: number; height: number }): Promise<readonly number[]> {
  requested = [];
  await (await open(html, viewport)).close();
  return numbersOf(requested);
}
const firstCard = (page: Page) =>
  page.$$eval('li', (cards) =>
    cards
      .map((card) => ({ id: card.dataset.aisleItem!, top: card.getBoundingClientRect().top }))
      .reduce((a, b) => (b.top < a.top ? b : a)),
  );

const DOORS: Readonly<Record<string, (shopper: string, attributes?: string) => string>> = {
  'stub-first-paint.js': (shopper, attributes) =>
    documentOf(`${STYLE}${shopper}<script>${firstPaint}</script>`, list(attributes)),
  'stub-first-paint.js with the tag': (shopper, attributes) =>
    documentOf(`${STYLE}${shopper}<script>${firstPaint}</script>${CONSENT}${TAG}`, list(attributes)),
  'the tag alone': (shopper, attributes) =>
    documentOf(`${STYLE}${shopper}<script>${stub}</script>${CONSENT}${TAG}`, list(attributes)),
  'first-paint-style.js': (shopper, attributes) =>
    documentOf(
      `${STYLE}${shopper}<script>${firstPaintStyle}</script>`,
      list(`data-aisle-order="style" ${attributes ?? ''}`),
    ),
};

describe.each(Object.keys(DOORS))('with %s', (name) => {
  const door = DOORS[name]!;

  test.each(SCREENS)('every shopper requests the same pictures at $width × $height', async (screen) => {
    for (const shopper of SHOPPERS) expect(await picturesOf(door(shopper), screen)).toEqual(ALL);
  });

  test('with as-shown, only pictures near the screen are requested', async () => {
    for (const shopper of SHOPPERS) {
      const pictures = await picturesOf(door(shopper, 'data-aisle-pictures="as-shown"'));
      expect(pictures.length).toBeLessThan(15);
    }
  });
});

test.each([
  [
    'only a srcset',
    (path: string) => `<img loading="lazy" srcset="${path} 1x, ${path}?2x 2x" width="200" height="200">`,
  ],
  [
    'a picture element',
    (path: string) =>
      `<picture><source srcset="${path}"><source srcset="/none.svg" media="print"><img loading="lazy" width="200" height="200"></picture>`,
  ],
  ['capitals', (path: string) => `<img loading="LAZY" src="${path}" width="200" height="200">`],
])('every shopper requests the same pictures of cards with %s', async (_, pictureOf) => {
  for (const shopper of SHOPPERS.slice(1)) {
    const html = DOORS['stub-first-paint.js']!(shopper);
    const written = html.replace(/<img [^>]*src="([^"]*)"[^>]*>/g, (_, path: string) => pictureOf(path));
    expect(await picturesOf(written)).toEqual(ALL);
  }
});

test.each(['stub-first-paint.js', 'first-paint-style.js'])('with %s, as-shown reveals the order', async (name) => {
  const door = (shopper: string) => DOORS[name]!(shopper, 'data-aisle-pictures="as-shown"');
  expect((await firstCard(await open(door(SHOPPERS[1]!)))).id).toBe(itemId(40));
  const pictures = [];
  for (const shopper of SHOPPERS) pictures.push(await picturesOf(door(shopper)));
  expect(pictures[0]![0]).toBe(1);
  expect(pictures[1]).not.toEqual(pictures[0]);
  expect(pictures[2]).not.toEqual(pictures[0]);
});

test('a list far below the screen is loaded when the shopper comes near it', async () => {
  const page = await open(
    documentOf(
      `${STYLE}${SHOPPERS[1]}<script>${firstPaint}</script>`,
      `<div class="far"></div>${list()}<div class="far"></div>`,
    ),
  );
  expect(requested).toEqual([]);
  await page.evaluate(() => scrollTo(0, 5_000));
  await settle(page);
  expect(numbersOf(requested)).toEqual(ALL);
});

test('cards that are added to a near list are loaded at once', async () => {
  const page = await open(
    documentOf(`${STYLE}${SHOPPERS[1]}<script>${firstPaint}</script>`, list('', ALL.slice(0, 10))),
  );
  expect(numbersOf(requested)).toEqual(ALL.slice(0, 10));
  await page.evaluate(
    (html) => document.querySelector('ul')!.insertAdjacentHTML('beforeend', html),
    ALL.slice(10).map(card).join(''),
  );
  await settle(page);
  expect(numbersOf(requested)).toEqual(ALL);
});

test('the first picture that the browser loads brings the others', async () => {
  // Without a box, the list has no distance to the window.
  const page = await open(documentOf(`${STYLE}<script>${firstPaint}</script>`, list('style="display:contents"')));
  await expect.poll(() => numbersOf(requested)).toEqual(ALL);
  await page.close();
});

test('cards that are not displayed are loaded too', async () => {
  const style = '<style>li:nth-child(n+9){display:none}</style>';
  for (const shopper of SHOPPERS)
    expect(await picturesOf(documentOf(`${STYLE}${style}${shopper}<script>${firstPaint}</script>`, list()))).toEqual(
      ALL,
    );
});

test('a list that Aisle does not order stays lazy unless it asks for same', async () => {
  const page = (attributes: string) => documentOf(`${STYLE}<script>${firstPaint}</script>${TAG}`, list(attributes));
  expect((await picturesOf(page('data-aisle-rank="off"'))).length).toBeLessThan(15);
  expect(await picturesOf(page('data-aisle-rank="off" data-aisle-pictures="same"'))).toEqual(ALL);
});

test.each([
  ['stub-first-paint.js', firstPaint!, '<div id="__nuxt">', ''],
  ['first-paint-style.js', firstPaintStyle!, '<div>', 'data-aisle-order="style"'],
])('%s leaves the markup of a framework as it was', async (_, script, root, attributes) => {
  const markup = `${root}${list(attributes)}</div>`;
  const page = await open(documentOf(`${STYLE}${SHOPPERS[1]}<script>${script}</script>`, markup));
  await expect.poll(() => numbersOf(requested)).toEqual(ALL);
  expect(await page.evaluate(() => document.body.innerHTML)).toBe(
    await page.evaluate(
      (markup) => Object.assign(document.createElement('div'), { innerHTML: markup }).innerHTML,
      markup,
    ),
  );
});

test('createAisle loads the pictures of lists that a script renders', async () => {
  const page = await open(documentOf(`${STYLE}${SDK_SCRIPT}`, '<main></main>'));
  await createAisle(page);
  const render = (html: string) => page.evaluate((html) => (document.querySelector('main')!.innerHTML = html), html);
  await render(list('data-aisle-pictures="as-shown"', [...ALL].reverse()));
  await settle(page);
  expect(requested.length).toBeLessThan(15);
  expect(requested).not.toContain('/pictures/1.svg');
  await render(list('', [...ALL].reverse()));
  await expect.poll(() => new Set(numbersOf(requested)).size).toBe(ALL.length);
});
