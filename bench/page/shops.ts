import { serveShop } from '@aisle/example-shop';
import type { Page } from 'playwright';
import type { Shop } from './results.js';
import type { ShopUnderTest, Stop } from './visit.js';

interface ShopPair {
  readonly with: ShopUnderTest;
  readonly without: ShopUnderTest;
  close(): Promise<void>;
}

const WISH = '[data-wish]';
const STOPS: readonly Stop[] = [
  { path: '/index.html' },
  { path: '/category/camping.html', click: '.chip' },
  { path: '/product/sku-0075.html', click: WISH },
  { path: '/category/camping.html', click: '.chip' },
  { path: '/product/sku-0080.html', click: WISH },
  { path: '/category/knitwear.html', click: '.chip' },
  { path: '/index.html' },
];
const noLists = async () => ({ shown: 0, ranked: 0 });
const agree = (page: Page) => page.getByRole('button', { name: 'Accept' }).click();

async function html(): Promise<ShopPair> {
  const aisle = await serveShop({ tagAttributes: { 'data-automation': 'record' } });
  const bare = await serveShop({ aisle: false });
  const lists = (page: Page) => page.evaluate(() => (window as unknown as { aisle: { status(): { lists: { shown: number; ranked: number } } } }).aisle.status().lists);
  return {
    with: { origin: aisle.origin, agree, lists, stops: STOPS },
    without: { origin: bare.origin, agree, lists: noLists, stops: STOPS },
    close: async () => void (await Promise.all([aisle.close(), bare.close()])),
  };
}

/** Each served from this machine, with Aisle and without. */
export const SHOPS: Partial<Record<Shop, () => Promise<ShopPair>>> = { html };
