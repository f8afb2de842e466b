import { readFile } from 'node:fs/promises';
import type { Aisle } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { beforeEach, expect, test } from 'vitest';
import { documentOf, itemId, useAisleSite } from '../kit/aislePage.js';
import { stabilityRecorder } from '../kit/stabilityRecorder.js';

const site = useAisleSite();
const head = await readFile(new URL('../../packages/sdk/dist/stub-first-paint.js', import.meta.url), 'utf8');
const STYLE = '<style>ul{display:block;margin:0;padding:0} li{display:block;height:120px}</style>';
const TAG =
  '<script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>';
const CONSENT = "<script>aisle.setConsent('granted')</script>";
const ALL = Array.from({ length: 40 }, (_, i) => i + 1);

const card = (number: number, attributes = '') =>
  `<li data-aisle-item="${itemId(number)}"${attributes}><a href="#${number}">Item ${number}</a></li>`;
const list = (numbers: readonly number[], attributes = '') =>
  `<ul data-aisle-list="shelf" ${attributes}>\n${numbers.map((number) => card(number)).join('\n')}\n</ul>`;
const page = (body: string, beforeTag = '') =>
  documentOf(`${STYLE}<script>${head}</script>${CONSENT}${beforeTag}${TAG}`, body);

let context: BrowserContext;
beforeEach(async () => {
  context = await site.newContext();
  await context.addInitScript(stabilityRecorder);
});

const storedRanking = (page: Page) => page.evaluate(() => localStorage.getItem('aisle-default-ranking'));
const shownIds = (page: Page, selector = '[data-aisle-list]') =>
  page.$$eval(`${selector} [data-aisle-item]`, (items) => items.map((item) => item.getAttribute('data-aisle-item')!));

/** Opens a page that tracks views, and waits for its stored ranking. */
async function visit(...numbers: readonly number[]): Promise<Page> {
  const opened = await site.openPage(context, page('<p>A product</p>'));
  for (const number of numbers) {
    const before = await storedRanking(opened);
    await opened.evaluate(
      (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
      itemId(number),
    );
    await opened.waitForFunction(
      (before) => ![before, null].includes(localStorage.getItem('aisle-default-ranking')),
      before,
    );
  }
  return opened;
}

/** Waits for some frames and for the engine's answer. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (window.aisle as Aisle).whenReady();
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
  });
}

const expectStable = async (page: Page) => {
  expect(await page.evaluate(() => window.stability)).toMatchObject({ layoutShift: 0, visibleChanges: 0, changes: [] });
  expect(await page.evaluate(() => window.stability!.framesWithCards)).toBeGreaterThan(3);
};

/** The engine's order, from a page with the same history. */
const engineOrder = (page: Page, numbers: readonly number[]) =>
  page.evaluate(
    async (ids) => (await (window.aisle as Aisle).rerank(ids, { deadlineMs: 30_000 })).items,
    numbers.map(itemId),
  );

test('a list has the order of the engine at first paint', async () => {
  const before = await visit(3, 5);
  const expected = await engineOrder(before, ALL);
  expect(expected).not.toEqual(ALL.map(itemId));
  const next = await site.openPage(context, page(list(ALL)));
  // Read by a script after the list, which runs before first paint.
  expect(await shownIds(next)).toEqual(expected);
  await settle(next);
  expect((await shownIds(next)).slice(0, 6)).toEqual(expected.slice(0, 6));
  expect(await next.evaluate(() => (window.aisle as Aisle).status().lists)).toEqual({ shown: 1, ranked: 1 });
  // A newer ranking applies to later lists only. Painted cards do not move, not even below the screen.
  const stored = await storedRanking(next);
  await next.evaluate(
    (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
    itemId(9),
  );
  await next.waitForFunction((stored) => localStorage.getItem('aisle-default-ranking') !== stored, stored);
  await settle(next);
  expect(await shownIds(next)).toEqual(expected);
  await expectStable(next);
});

test('text, other elements, listeners and pinned cards keep their positions', async () => {
  const before = await visit(3, 5);
  const ids = [1, 2, 3, 4, 5, 6];
  const [first, ...rest] = await engineOrder(before, [1, 2, 4, 5, 6]);
  const listeners = `<script>document.querySelectorAll('li').forEach((li) => li.addEventListener('click', () => (window.clicked = li.dataset.aisleItem)))</script>`;
  const body = `<ul data-aisle-list="shelf">${ids.map((id) => card(id, id === 3 ? ' data-aisle-pin' : '')).join(', ')}<li class="banner">Sale</li></ul>${listeners}`;
  const next = await site.openPage(context, page(body));
  const order = [first!, rest[0]!, itemId(3), ...rest.slice(1)];
  expect(await shownIds(next)).toEqual(order);
  expect(await next.locator('ul').innerText()).toBe(`${order.map((id) => `Item ${id.slice(5)}`).join('\n,\n')}\nSale`);
  await next.locator(`[data-aisle-item="${order[0]}"] a`).click();
  expect(await next.evaluate('clicked')).toBe(order[0]);
});

test('lists of React and Vue and opted-out lists keep their order', async () => {
  await visit(3, 5);
  const body =
    list(ALL.slice(0, 6), 'data-aisle-rank="off"') +
    `<div data-v-app>${list(ALL.slice(0, 6))}</div><div id="__nuxt">${list(ALL.slice(0, 6))}</div>`;
  const next = await site.openPage(context, page(body));
  await settle(next);
  const six = ALL.slice(0, 6).map(itemId);
  expect(await shownIds(next)).toEqual([...six, ...six, ...six]);
  // As React would have rendered it.
  await next.evaluate(
    (html) => {
      const root = document.createElement('div');
      root.innerHTML = html;
      Object.assign(root.querySelector('ul')!, { __reactFiber$x1: {} });
      document.body.replaceChildren(root);
    },
    list(ALL.slice(0, 6)),
  );
  await settle(next);
  expect(await shownIds(next)).toEqual(six);
});

test('without a ranking, only cards below the screen are ordered later', async () => {
  const first = await site.openPage(context, page(list(ALL)));
  await settle(first);
  expect(await shownIds(first)).toEqual(ALL.map(itemId));
  const onScreenCount = await first.evaluate(() => Math.ceil((2 * innerHeight) / 120));
  await first.evaluate(
    (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
    itemId(3),
  );
  await first.waitForFunction(
    (ids) => [...document.querySelectorAll('li')].some((li, i) => li.dataset.aisleItem !== ids[i]),
    ALL.map(itemId),
  );
  const ids = await shownIds(first);
  expect(ids.slice(0, onScreenCount)).toEqual(ALL.slice(0, onScreenCount).map(itemId));
  expect(ids.slice(onScreenCount)).toEqual(await engineOrder(first, ALL.slice(onScreenCount)));
  await settle(first);
  await expectStable(first);
});

test('cards that were scrolled past stay', async () => {
  const first = await site.openPage(context, page(list(ALL)));
  await settle(first);
  const seen = await first.evaluate(async () => {
    scrollTo(0, 1_200);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    scrollTo(0, 0);
    await new Promise(requestAnimationFrame);
    return Math.ceil((1_200 + 2 * innerHeight) / 120);
  });
  await first.evaluate(
    (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
    itemId(3),
  );
  await first.waitForFunction(
    (ids) => [...document.querySelectorAll('li')].some((li, i) => li.dataset.aisleItem !== ids[i]),
    ALL.map(itemId),
  );
  expect((await shownIds(first)).slice(0, seen)).toEqual(ALL.slice(0, seen).map(itemId));
});

test('after scrolling inside an element, no card moves', async () => {
  const first = await site.openPage(context, page(`<div style="height:400px;overflow:auto">${list(ALL)}</div>`));
  await settle(first);
  await first.evaluate(async () => {
    const box = document.querySelector('div')!;
    for (const top of [2_000, 0]) {
      box.scrollTop = top;
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    }
  });
  await first.evaluate(
    (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
    itemId(3),
  );
  await first.waitForFunction(() => localStorage.getItem('aisle-default-ranking'));
  await settle(first);
  expect(await shownIds(first)).toEqual(ALL.map(itemId));
});

test('a list that was ordered at first paint keeps that order', async () => {
  const before = await visit(3);
  const [expected, stored] = [await engineOrder(before, ALL), (await storedRanking(before))!];
  await before.close();
  const after = await visit(5);
  expect(await engineOrder(after, ALL)).not.toEqual(expected);
  await after.close();
  const pageWithoutAisle = await site.openPage(context, '<p>A page without Aisle</p>');
  await pageWithoutAisle.evaluate((stored) => localStorage.setItem('aisle-default-ranking', stored), stored);
  const next = await site.openPage(context, page(list(ALL)));
  await next.waitForFunction((stored) => localStorage.getItem('aisle-default-ranking') !== stored, stored);
  await settle(next);
  expect(await shownIds(next)).toEqual(expected);
});

test('cards that an infinite list adds are ordered among themselves', async () => {
  const before = await visit(3, 5);
  const parts = [ALL.slice(0, 5), ALL.slice(5, 13), ALL.slice(13, 20)];
  const next = await site.openPage(context, page(list(parts[0]!)));
  await settle(next);
  for (const part of parts.slice(1)) {
    // In a frame callback, like some libraries.
    await next.evaluate(
      async (html) => {
        await new Promise(requestAnimationFrame);
        document.querySelector('ul')!.insertAdjacentHTML('beforeend', html);
      },
      part.map((number) => card(number)).join(''),
    );
    await settle(next);
  }
  expect(await shownIds(next)).toEqual((await Promise.all(parts.map((part) => engineOrder(before, part)))).flat());
  expect(await next.evaluate(() => (window.aisle as Aisle).status().lists)).toEqual({ shown: 1, ranked: 1 });
  await expectStable(next);
});

test('a card that was painted before the others stays first', async () => {
  const expected = await engineOrder(await visit(3, 5), [1, 2, 3, 4, 5, 6]);
  const firstId = expected.at(-1)!;
  // The item is nested inside the card, which is unknown while there is only one card.
  const cardOf = (id: string) => `<li><a data-aisle-item="${id}">${id}</a></li>`;
  const opened = await site.openPage(context, page(`<ul data-aisle-list="shelf">${cardOf(firstId)}</ul>`));
  await settle(opened);
  await opened.evaluate(
    (cards) => document.querySelector('ul')!.insertAdjacentHTML('beforeend', cards),
    [1, 2, 3, 4, 5, 6]
      .map(itemId)
      .filter((id) => id !== firstId)
      .map(cardOf)
      .join(''),
  );
  await settle(opened);
  expect(await shownIds(opened)).toEqual([firstId, ...expected.filter((id) => id !== firstId)]);
  await expectStable(opened);
});

test('a focused card keeps its position and the focus', async () => {
  const first = await site.openPage(context, page(list(ALL)));
  await settle(first);
  await first.evaluate(async (id) => {
    document.querySelector<HTMLElement>('li:nth-child(20) a')!.focus({ preventScroll: true });
    await (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] });
  }, itemId(3));
  await first.waitForFunction(
    (ids) => [...document.querySelectorAll('li')].some((li, i) => li.dataset.aisleItem !== ids[i]),
    ALL.map(itemId),
  );
  expect((await shownIds(first))[19]).toBe(itemId(20));
  expect(await first.evaluate(() => document.activeElement?.textContent)).toBe('Item 20');
});

test('denied consent keeps the order and deletes the stored ranking', async () => {
  await visit(3, 5);
  const next = await site.openPage(
    context,
    documentOf(`${STYLE}<script>${head}</script><script>aisle.setConsent('denied')</script>${TAG}`, list(ALL)),
  );
  expect(await shownIds(next)).toEqual(ALL.map(itemId));
  await next.waitForFunction(() => localStorage.getItem('aisle-default-ranking') === null);
});

test.each(['erase', 'reset', 'deny'] as const)('%s deletes the stored ranking in all tabs', async (method) => {
  const first = await visit(3);
  const other = await visit(5);
  await first.evaluate(async (method) => {
    const aisle = window.aisle as Aisle;
    await (method === 'erase' ? aisle.erase() : method === 'reset' ? aisle.reset() : aisle.setConsent('denied'));
  }, method);
  await other.waitForFunction(() => (window.aisle as Aisle).status().storedEvents !== 2);
  await settle(other);
  expect(await storedRanking(other)).toBeNull();
});

test('a late ranking of an erased history is not stored', async () => {
  await context.addInitScript(() => {
    // Delays the precomputed ranking until the test releases it.
    const delayed: (() => void)[] = [];
    Object.assign(window, { delayed });
    const { addEventListener } = EventTarget.prototype;
    Worker.prototype.addEventListener = function (this: Worker, type: string, listener: (event: MessageEvent) => void) {
      addEventListener.call(this, type, ((event: MessageEvent<{ value?: { ranking?: string } }>) => {
        if (event.data?.value?.ranking) delayed.push(() => listener(event));
        else listener(event);
      }) as EventListener);
    } as Worker['addEventListener'];
  });
  const opened = await site.openPage(context, page('<p>A product</p>'));
  const trackView = (number: number) =>
    opened.evaluate(
      (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
      itemId(number),
    );
  const delayedCount = () => opened.evaluate(() => (window as unknown as { delayed: unknown[] }).delayed.length);
  await trackView(3);
  await expect.poll(delayedCount).toBe(1);
  await opened.evaluate(() => (window.aisle as Aisle).erase());
  await trackView(5);
  await opened.evaluate(() => (window as unknown as { delayed: (() => void)[] }).delayed[0]!());
  // The ranking of the new history has arrived and is delayed too.
  await expect.poll(delayedCount).toBe(2);
  expect(await storedRanking(opened)).toBeNull();
  await opened.evaluate(() => (window as unknown as { delayed: (() => void)[] }).delayed[1]!());
  await expect.poll(() => storedRanking(opened)).not.toBeNull();
});

test('a stored ranking expires with the retention of the history', async () => {
  for (const [days, isKept] of [
    [179, true],
    [181, false],
  ] as const) {
    const opened = await site.openPage(
      context,
      documentOf(
        `<script>localStorage.setItem('aisle-default-ranking', 'c${(Date.now() - days * 86_400_000).toString(36)}.')</script><script>${head}</script>${CONSENT}${TAG}`,
      ),
    );
    await opened.waitForFunction(() => (window.aisle as Aisle).status?.().storedEvents === 0);
    expect((await storedRanking(opened)) !== null, `${days} days`).toBe(isKept);
    await opened.close();
  }
});

test('with encryption, no ranking is stored', async () => {
  const plugin = '<script src="/aisle/aisle-encryption.js"></script>';
  await (await visit(3)).close();
  const encrypted = await site.openPage(context, page('', plugin));
  await encrypted.evaluate(
    (id) => (window.aisle as Aisle).track({ type: 'view_item', items: [{ item_id: id }] }),
    itemId(4),
  );
  await settle(encrypted);
  expect(await storedRanking(encrypted)).toBeNull();
});

test('an invalid ranking or throwing storage keeps the order', async () => {
  for (const text of ['', '{}', 'c', 'cmik.', 't\u0100\u4100']) {
    const next = await site.openPage(
      context,
      documentOf(
        `${STYLE}<script>localStorage.setItem('aisle-default-ranking', ${JSON.stringify(text)})</script><script>${head}</script>`,
        list(ALL),
      ),
    );
    expect(await shownIds(next), text).toEqual(ALL.map(itemId));
  }
  const blocked = `<script>Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })</script>`;
  const next = await site.openPage(context, documentOf(`${STYLE}${blocked}<script>${head}</script>`, list(ALL)));
  expect(await shownIds(next)).toEqual(ALL.map(itemId));
});
