import { serveShop } from '@aisle/example-shop';
import type { Page } from 'playwright';
import type { Example } from '../../scripts/example.js';
import { firstPaintRecorder } from '../../test/examples/firstPaintRecorder.js';
import { serveExampleCopy } from './exampleCopy.js';
import type { Shop } from './results.js';
import type { ShopUnderTest, VisitStep } from './visit.js';

interface ShopPair {
  readonly with: ShopUnderTest;
  readonly without: ShopUnderTest;
  close(): Promise<void>;
}

const WISH_BUTTON = '[data-wish]';
/**
 * No category is opened twice. On the second visit, a shop without Aisle shows the pictures that it has just loaded, and a
 * shop with Aisle has to load others.
 */
const HTML_STEPS: readonly VisitStep[] = [
  { path: '/index.html' },
  { path: '/category/camping.html', click: '.chip' },
  { path: '/product/sku-0075.html', click: WISH_BUTTON },
  { path: '/category/cycling.html', click: '.chip' },
  { path: '/product/sku-0080.html', click: WISH_BUTTON },
  { path: '/category/knitwear.html', click: '.chip' },
  { path: '/index.html' },
];
const countNone = async () => ({ shown: 0, ranked: 0 });
const acceptConsent = (page: Page) => page.getByRole('button', { name: 'Accept' }).click();

async function html(): Promise<ShopPair> {
  const withAisle = await serveShop({ tagAttributes: { 'data-automation': 'record' } });
  const withoutAisle = await serveShop({ withAisle: false });
  const countLists = (page: Page) =>
    page.evaluate(
      () =>
        (window as unknown as { aisle: { status(): { lists: { shown: number; ranked: number } } } }).aisle.status()
          .lists,
    );
  return {
    with: {
      origin: withAisle.origin,
      acceptConsent,
      countLists,
      steps: HTML_STEPS,
      aisleScripts: /\/aisle\/aisle[\w-]*\.js$|\.html$/,
    },
    without: { origin: withoutAisle.origin, acceptConsent, countLists: countNone, steps: HTML_STEPS },
    close: async () => void (await Promise.all([withAisle.close(), withoutAisle.close()])),
  };
}

const APP_STEPS: readonly VisitStep[] = [
  { path: '/' },
  { path: '/category/Camping' },
  { path: '/product/sku-0246', click: 'article button' },
  { path: '/category/Cycling' },
  { path: '/product/sku-0250', click: 'article button' },
  { path: '/category/Knitwear' },
  { path: '/' },
];

/** The shop orders its lists by id, so a list in another order was ranked. */
const paintedLists = (page: Page) =>
  page.evaluate(() => {
    const lists = window.paintedLists!;
    return {
      shown: lists.length,
      ranked: lists.filter(({ itemIds }) => itemIds.some((id, i) => i > 0 && id < itemIds[i - 1]!)).length,
    };
  });

/** Every page is loaded as a new document, as if the shopper came from elsewhere. `test:examples` follows links instead. */
const exampleShop = (name: Example) => async (): Promise<ShopPair> => {
  const [withAisle, withoutAisle] = [await serveExampleCopy(name, 'with'), await serveExampleCopy(name, 'without')];
  return {
    with: { ...withAisle, acceptConsent, countLists: paintedLists, recorder: firstPaintRecorder, steps: APP_STEPS },
    without: { origin: withoutAisle.origin, acceptConsent, countLists: countNone, steps: APP_STEPS },
    close: async () => void (await Promise.all([withAisle.close(), withoutAisle.close()])),
  };
};

/** The example shops, each served from this machine with Aisle and without. */
export const SHOPS: Readonly<Record<Shop, () => Promise<ShopPair>>> = {
  html,
  react: exampleShop('react-shop'),
  next: exampleShop('next-shop'),
};
