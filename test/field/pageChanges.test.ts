import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, rawRows, useAisleSite } from '../kit/aislePage.js';

type Global = Window & { aisle: Aisle };
type Row = { type: string; items: { item_id: string; index?: number; price?: number }[]; item_list_id?: string };

const site = useAisleSite();

const TAG =
  '<script>window.aisle = { queue: [] };</script><script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record" data-before-consent="buffer"></script>';

/** Grants consent and waits for the database, which a test must not create. */
async function consent(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as Global).aisle.setConsent('granted'));
  await page.waitForFunction(() => (window as unknown as Global).aisle.status().storedEvents !== undefined);
}

async function open(body: string): Promise<Page> {
  const page = await site.openPage(undefined, documentOf(TAG, body));
  await page.waitForFunction(() => typeof (window as unknown as Global).aisle.status === 'function');
  await consent(page);
  return page;
}

const rows = async (page: Page) => (await rawRows(page)) as Row[];
/** `TYPE ids` of the stored events. */
const stored = async (page: Page) =>
  (await rows(page)).map(({ type, items }) => `${type} ${items.map(({ item_id }) => item_id)}`);

const product = (id: string, list: readonly string[] = []) =>
  `<main data-aisle-item="${id}" data-aisle-event="view_item" data-aisle-on="load">x</main><ul data-aisle-list="related">${list
    .map((id) => `<li data-aisle-item="${id}"><a href="#${id}">x</a></li>`)
    .join('')}</ul>`;

const FIRST = ['view_item_list item-3,item-4', 'view_item item-1'];
const SECOND = ['view_item_list item-5,item-3', 'view_item item-2'];

/** Each changes the page from the first to the second product, in another way. */
const NAVIGATIONS: readonly (readonly [string, string])[] = [
  [
    'the body is replaced after the address',
    `history.pushState({}, '', '?p=2'); const body = document.createElement('body'); body.innerHTML = html; document.documentElement.replaceChild(body, document.body);`,
  ],
  [
    'the content is replaced before the address',
    `document.querySelector('#page').innerHTML = html; await wait(300); history.pushState({}, '', '?p=2');`,
  ],
  [
    'the content is replaced long after the address',
    `history.pushState({}, '', '?p=2'); await wait(400); document.querySelector('#page').innerHTML = html;`,
  ],
  [
    'elements are reused',
    `history.replaceState({}, '', '?p=2'); const next = document.createElement('div'); next.innerHTML = html; const fresh = next.querySelectorAll('[data-aisle-item]'); document.querySelectorAll('[data-aisle-item]').forEach((element, i) => element.setAttribute('data-aisle-item', fresh[i].dataset.aisleItem));`,
  ],
  [
    'an application routes by the fragment',
    `location.hash = '#/product/2'; document.querySelector('#page').innerHTML = html;`,
  ],
];

test.each(NAVIGATIONS)('a page is viewed that did not load: %s', async (_, script) => {
  const page = await open(`<div id="page">${product('item-1', ['item-3', 'item-4'])}</div>`);
  await expect.poll(async () => (await stored(page)).sort()).toEqual([...FIRST].sort());
  await page.evaluate(
    ([script, html]) =>
      new Function('html', 'wait', `return (async () => { ${script} })()`)(
        html,
        (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
      ),
    [script, product('item-2', ['item-5', 'item-3'])] as const,
  );
  await expect.poll(async () => (await stored(page)).slice(2).sort()).toEqual([...SECOND].sort());
});

test('an address that changes without the content is not a new view', async () => {
  const page = await open(`<div id="page">${product('item-1', ['item-3', 'item-4'])}</div>`);
  await expect.poll(async () => (await stored(page)).length).toBe(2);
  await page.evaluate(() => {
    history.replaceState({}, '', '?color=blue');
    // The order changes, and the list grows.
    const list = document.querySelector('ul')!;
    list.append(list.firstElementChild!);
    list.insertAdjacentHTML('beforeend', '<li data-aisle-item="item-6">x</li>');
  });
  // A later navigation ends the wait.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await page.evaluate((html) => {
    history.pushState({}, '', '?p=2');
    document.body.innerHTML = html;
  }, product('item-2'));
  await expect.poll(async () => (await stored(page)).at(-1)).toBe('view_item item-2');
  expect((await stored(page)).filter((event) => event.includes('item-1'))).toEqual(['view_item item-1']);
});

test('clicks inside open shadow roots and through slots are recorded', async () => {
  const page = await open(`<shop-card></shop-card>
    <ul data-aisle-list="slotted"><shop-frame><li data-aisle-item="item-7"><a href="#7">slotted</a></li></shop-frame></ul>
    <div data-aisle-item="item-8" data-aisle-price="1.299,00 €"><shop-button></shop-button></div>
    <script>
      const define = (name, html) => customElements.define(name, class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = html; } });
      define('shop-card', '<div data-aisle-item="item-4"><button data-aisle-event="add_to_cart">add</button></div><ul data-aisle-list="l"><li data-aisle-item="item-3"><a href="#3">x</a></li></ul>');
      define('shop-frame', '<slot></slot>');
      define('shop-button', '<button data-aisle-event="add_to_wishlist"><b>wish</b></button>');
    </script>`);
  await page.getByText('add', { exact: true }).click();
  await page.getByText('x', { exact: true }).click();
  await page.getByText('slotted').click();
  await page.getByText('wish').click();
  await expect.poll(async () => (await stored(page)).length).toBe(5);
  expect((await rows(page)).slice(1)).toMatchObject([
    { type: 'add_to_cart', items: [{ item_id: 'item-4' }] },
    { type: 'select_item', item_list_id: 'l', items: [{ item_id: 'item-3', index: 0 }] },
    { type: 'select_item', item_list_id: 'slotted', items: [{ item_id: 'item-7', index: 0 }] },
    { type: 'add_to_wishlist', items: [{ item_id: 'item-8', price: 1299 }] },
  ]);
});

test('a middle click selects, other buttons do not', async () => {
  const page = await open(
    '<ul data-aisle-list="l"><li data-aisle-item="item-1"><a href="#1">link</a><button data-aisle-event="add_to_cart">add</button></li></ul>',
  );
  await page.getByText('add').click({ button: 'middle' });
  await page.getByText('link').click({ button: 'right' });
  await page.getByText('link').click({ button: 'middle' });
  await expect.poll(() => stored(page)).toEqual(['view_item_list item-1', 'select_item item-1']);
});

const slide = (id: number, attributes = '') =>
  `<div ${attributes}><li data-aisle-item="item-${id}"><a href="#${id}">item ${id}</a></li></div>`;

test.each([
  ['hidden copies', 'aria-hidden="true"', ''],
  ['inert copies', 'inert', ''],
  ['Slick', 'class="slick-slide slick-cloned" aria-hidden="true"', 'class="slick-slide" aria-hidden="true"'],
  ['Swiper', 'class="swiper-slide swiper-slide-duplicate"', 'class="swiper-slide swiper-slide-duplicate-next"'],
  ['Splide', 'class="splide__slide splide__slide--clone"', 'class="splide__slide" aria-hidden="true"'],
  ['Owl', 'class="owl-item cloned"', 'class="owl-item"'],
  ['Glide', 'class="glide__slide glide__slide--clone"', 'class="glide__slide"'],
])('copies of carousel slides do not count: %s', async (_, copy, own) => {
  const page = await open(
    `<ul data-aisle-list="l">${slide(3, copy)}${slide(1)}${slide(2, own)}${slide(3, own)}${slide(1, copy)}</ul>`,
  );
  await page.evaluate(() => document.querySelectorAll('a')[1]!.click());
  // A click on a copy selects its item.
  await page.evaluate(() => document.querySelectorAll('a')[0]!.click());
  await expect.poll(async () => (await stored(page)).length).toBe(3);
  expect(await rows(page)).toMatchObject([
    { type: 'view_item_list', items: [1, 2, 3].map((id, index) => ({ item_id: `item-${id}`, index })) },
    { type: 'select_item', items: [{ item_id: 'item-1', index: 0 }] },
    { type: 'select_item', items: [{ item_id: 'item-3', index: 2 }] },
  ]);
});
