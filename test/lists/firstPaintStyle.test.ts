import { readFile } from 'node:fs/promises';
import { encodeRanking } from '@aisle/core';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, itemId, useAisleSite } from '../kit/aislePage.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';

const site = useAisleSite();
const dist = new URL('../../packages/sdk/dist/', import.meta.url);
const head = await readFile(new URL('first-paint-style.js', dist), 'utf8');
const movingHead = await readFile(new URL('stub-first-paint.js', dist), 'utf8');
const ALL = Array.from({ length: 20 }, (_, i) => i + 1);
/** The last item is ranked first. */
const RANKING = encodeRanking([...ALL].reverse().map(itemId), true, 1);

const STYLE = '<style>ul{display:grid;margin:0;padding:0} li{display:block;height:40px}</style>';
const card = (number: number, attributes = '') =>
  `<li data-aisle-item="${itemId(number)}" ${attributes}>Item ${number}</li>`;
const list = (numbers: readonly number[], attributes = '') =>
  `<ul data-aisle-list='the "shelf"' data-aisle-order="style" ${attributes}>${numbers.map((number) => card(number)).join('')}</ul>`;

async function open(body: string, { style = STYLE, script = head } = {}): Promise<Page> {
  const context = await site.newContext();
  await context.addInitScript(stabilityRecorder);
  const ranking = `<script>localStorage.setItem('aisle-default-ranking', ${JSON.stringify(RANKING)})</script>`;
  const page = await site.openPage(context, documentOf(`${style}${ranking}<script>${script}</script>`, body));
  await frames(page);
  return page;
}

const frames = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
  });

const nodes = (page: Page) => page.$$eval('li', (cards) => cards.map((card) => card.dataset.aisleItem!));
const idsOnScreen = (page: Page) =>
  page.$$eval('li', (cards) =>
    cards
      .map((card) => ({ id: card.dataset.aisleItem!, top: card.getBoundingClientRect().top }))
      .sort((a, b) => a.top - b.top)
      .map(({ id }) => id),
  );
const expectStable = async (page: Page) =>
  expect(await page.evaluate(() => window.stability)).toMatchObject({ layoutShift: 0, visibleChanges: 0, changes: [] });

test('cards are ordered on screen and the markup does not change', async () => {
  const markup = list(ALL.slice(0, 6));
  const page = await open(markup);
  expect(await idsOnScreen(page)).toEqual([6, 5, 4, 3, 2, 1].map(itemId));
  expect(await nodes(page)).toEqual([1, 2, 3, 4, 5, 6].map(itemId));
  const expected = await page.evaluate(
    (markup) => Object.assign(document.createElement('div'), { innerHTML: markup }).innerHTML,
    markup,
  );
  expect(await page.evaluate(() => document.querySelector('ul')!.outerHTML)).toBe(expected);
  await expectStable(page);
});

test('painted cards keep their positions when more cards are added', async () => {
  const page = await open(list(ALL.slice(0, 5)));
  await page.evaluate(
    (html) => document.querySelector('ul')!.insertAdjacentHTML('beforeend', html),
    ALL.slice(5)
      .map((number) => card(number))
      .join(''),
  );
  await frames(page);
  expect(await idsOnScreen(page)).toEqual([5, 4, 3, 2, 1, ...ALL.slice(5).reverse()].map(itemId));
  await expectStable(page);
});

test('block containers, opted-out lists and hydrated lists do not change', async () => {
  const styled = (page: Page) => page.evaluate(() => document.adoptedStyleSheets.length + window.aisleStyled!.size);
  expect(await styled(await open(list(ALL), { style: '<style>ul{display:block}</style>' }))).toBe(0);
  expect(await styled(await open(list(ALL, 'data-aisle-rank="off"')))).toBe(0);
  const page = await open('');
  await page.evaluate((html) => {
    const root = document.createElement('div');
    root.innerHTML = html;
    Object.assign(root.querySelector('ul')!, { __reactFiber$x1: {} });
    document.body.append(root);
  }, list(ALL));
  await frames(page);
  expect(await styled(page)).toBe(0);
});

test('pinned cards stay, and stub-first-paint.js ignores lists ordered by style', async () => {
  const body = `<ul data-aisle-list="shelf" data-aisle-order="style">${[1, 2, 3].map((number) => card(number, number === 1 ? 'data-aisle-pin' : '')).join('')}</ul>`;
  expect(await idsOnScreen(await open(body))).toEqual([1, 3, 2].map(itemId));
  const moved = await open(body, { script: movingHead });
  expect(await nodes(moved)).toEqual([1, 2, 3].map(itemId));
  // The script does order other lists.
  expect(await nodes(await open(body.replace('data-aisle-order="style"', ''), { script: movingHead }))).toEqual(
    [1, 3, 2].map(itemId),
  );
});
