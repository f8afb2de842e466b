import { serveShop } from '@aisle/example-shop';
import type { Page } from 'playwright';
import type { Example } from '../../scripts/example.js';
import { firstPaintRecorder } from '../../test/examples/firstPaintRecorder.js';
import { serveExampleCopy } from './exampleCopy.js';
import type { Shop } from './results.js';
import type { ShopUnderTest, Stop } from './visit.js';

interface ShopPair {
  readonly with: ShopUnderTest;
  readonly without: ShopUnderTest;
  close(): Promise<void>;
}

const WISH = '[data-wish]';
/** No category twice: a shop without Aisle would show there the pictures that it has just shown, and with Aisle others. */
const STOPS: readonly Stop[] = [
  { path: '/index.html' },
  { path: '/category/camping.html', click: '.chip' },
  { path: '/product/sku-0075.html', click: WISH },
  { path: '/category/cycling.html', click: '.chip' },
  { path: '/product/sku-0080.html', click: WISH },
  { path: '/category/knitwear.html', click: '.chip' },
  { path: '/index.html' },
];
const noLists = async () => ({ shown: 0, ranked: 0 });
const agree = (page: Page) => page.getByRole('button', { name: 'Accept' }).click();

async function html(): Promise<ShopPair> {
  const aisle = await serveShop({ tagAttributes: { 'data-automation': 'record' } });
  const bare = await serveShop({ aisle: false });
  const lists = (page: Page) =>
    page.evaluate(
      () =>
        (window as unknown as { aisle: { status(): { lists: { shown: number; ranked: number } } } }).aisle.status()
          .lists,
    );
  return {
    with: { origin: aisle.origin, agree, lists, stops: STOPS, aisleScripts: /\/aisle\/aisle[\w-]*\.js$|\.html$/ },
    without: { origin: bare.origin, agree, lists: noLists, stops: STOPS },
    close: async () => void (await Promise.all([aisle.close(), bare.close()])),
  };
}

const APP_STOPS: readonly Stop[] = [
  { path: '/' },
  { path: '/category/Camping' },
  { path: '/product/sku-0246', click: 'article button' },
  { path: '/category/Cycling' },
  { path: '/product/sku-0250', click: 'article button' },
  { path: '/category/Knitwear' },
  { path: '/' },
];

/** The shop's own order is that of the ids. */
const paintedLists = (page: Page) =>
  page.evaluate(() => {
    const lists = window.paintedLists!;
    return {
      shown: lists.length,
      ranked: lists.filter(({ itemIds }) => itemIds.some((id, i) => i > 0 && id < itemIds[i - 1]!)).length,
    };
  });

/** Every page a document of its own, as when a shopper comes from elsewhere; `test:examples` goes through them by links. */
const app = (name: Example) => async (): Promise<ShopPair> => {
  const [aisle, bare] = [await serveExampleCopy(name, 'with'), await serveExampleCopy(name, 'without')];
  return {
    with: { ...aisle, agree, lists: paintedLists, recorder: firstPaintRecorder, stops: APP_STOPS },
    without: { origin: bare.origin, agree, lists: noLists, stops: APP_STOPS },
    close: async () => void (await Promise.all([aisle.close(), bare.close()])),
  };
};

/** Each served from this machine, with Aisle and without. */
export const SHOPS: Readonly<Record<Shop, () => Promise<ShopPair>>> = {
  html,
  react: app('react-shop'),
  next: app('next-shop'),
};
