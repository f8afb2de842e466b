import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, rawRows, useAisleSite } from '../kit/aislePage.js';

type Global = Window & { aisle: Aisle; dataLayer: unknown[] };
type Row = { type: string; items: { item_id: string }[]; item_list_id?: string };

const site = useAisleSite();

const TAG =
  '<script>window.aisle = { queue: [] };</script><script defer src="/aisle/aisle-ga4.js"></script><script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record" data-before-consent="buffer"></script>';

/** Grants consent and waits for the database, which a test must not create. */
async function consent(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as Global).aisle.setConsent('granted'));
  await page.waitForFunction(() => (window as unknown as Global).aisle.status().storedEvents !== undefined);
}

/** A page with granted consent. `script` runs in its head. */
async function open(script: string, body = ''): Promise<Page> {
  const page = await site.openPage(undefined, documentOf(`<script>${script}</script>${TAG}`, body));
  await page.waitForFunction(() => (window as unknown as Global).aisle.status?.().plugins.includes('ga4'));
  await consent(page);
  return page;
}

/** `TYPE ids` of the stored events. */
const stored = async (page: Page) =>
  ((await rawRows(page)) as Row[]).map(({ type, items }) => `${type} ${items.map(({ item_id }) => item_id)}`);

const view = (id: string) => ({ event: 'view_item', ecommerce: { items: [{ item_id: id }] } });

test('layers are merged as a tag manager does', async () => {
  const page = await open(
    `dataLayer = [{ ecommerce: { items: [{ item_id: 'item-1' }] } }, { event: 'view_item' }, { ecommerce: null }, { event: 'add_to_cart' }]`,
  );
  await expect.poll(() => stored(page)).toEqual(['view_item item-1']);
});

test.each([
  ['a new array', 'dataLayer = []; dataLayer.push(entry)'],
  ['an array with the entry', 'dataLayer = [entry]'],
  ['an array that also has the earlier entries', 'dataLayer = dataLayer.concat(entry)'],
  ['the same array with another push', 'dataLayer.push = Array.prototype.push; dataLayer.push(entry)'],
  ['the same array without push', 'dataLayer[dataLayer.length] = entry'],
])('entries are read after the layer became %s', async (_, change) => {
  const page = await open('var dataLayer = [];');
  await page.evaluate((entry) => (window as unknown as Global).dataLayer.push(entry), view('item-1'));
  await page.evaluate(([entry, change]) => new Function('entry', change)(entry), [view('item-2'), change] as const);
  await expect.poll(() => stored(page)).toEqual(['view_item item-1', 'view_item item-2']);
  // The new layer is watched, and its state begins anew.
  await page.evaluate((entry) => (window as unknown as Global).dataLayer.push(entry), view('item-3'));
  await expect.poll(() => stored(page)).toEqual(['view_item item-1', 'view_item item-2', 'view_item item-3']);
});

test('an entry of a replaced layer is stored when the page is left', async () => {
  const page = await open('dataLayer = [];');
  await page.evaluate((entry) => {
    (window as unknown as Global).dataLayer = [entry];
    location.href = '/model/manifest.json';
  }, view('item-1'));
  await page.waitForURL('**/manifest.json');
  await page.goBack();
  await page.waitForFunction(() => (window as unknown as Global).aisle.status?.().plugins.includes('ga4'));
  await consent(page);
  await expect.poll(async () => (await stored(page))[0]).toBe('view_item item-1');
});

test('two lists that begin with the same item are two lists', async () => {
  const page = await open(
    `dataLayer = [{ event: 'view_item_list', ecommerce: { item_list_id: 'related', items: [{ item_id: 'item-1' }, { item_id: 'item-2' }] } }]`,
    '<ul data-aisle-list="bestsellers"><li data-aisle-item="item-1">a</li><li data-aisle-item="item-9">b</li></ul><ul data-aisle-list="related"><li data-aisle-item="item-1">a</li><li data-aisle-item="item-2">b</li><li data-aisle-item="item-3">b</li></ul>',
  );
  await expect
    .poll(async () => (await stored(page)).sort())
    .toEqual(['view_item_list item-1,item-2', 'view_item_list item-1,item-9']);
});

test('forged entries are read within bounds', async () => {
  const page = await open('dataLayer = [];');
  await page.evaluate(() => {
    const { dataLayer } = window as unknown as Global;
    const forged = { 0: 'event', 1: 'view_item', 2: {}, length: 2 ** 53, [Symbol.toStringTag]: 'Arguments' };
    dataLayer.push(forged, new Array(2 ** 32 - 1));
    for (const items of [new Array(2 ** 32 - 1), Object.assign(new Array(2 ** 32 - 1), [{ item_id: 'item-1' }])])
      dataLayer.push({ event: 'view_item', ecommerce: { items } });
    dataLayer.push({ event: 'search', search_term: ' '.repeat(2 ** 28) });
    const cycle: Record<string, unknown> = { event: 'add_to_cart', items: [{ item_id: 'item-2' }] };
    cycle.ecommerce = cycle;
    dataLayer.push(cycle);
  });
  await expect.poll(() => stored(page)).toEqual(['view_item item-1', 'add_to_cart item-2']);
});
