import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import type { Aisle } from '@aisle/sdk';
import { Liquid, type TagToken, type Template, type TopLevelToken } from 'liquidjs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../pages.js';
import { PRODUCTS, startFiles } from './startFiles.js';

declare global {
  interface Window {
    aisle: Pick<Aisle, 'status'>;
  }
}

const files = startFiles('shopify.md');
const engine = new Liquid({
  templates: { aisle: files.get('snippets/aisle.liquid')! },
});
// Shopify's tag: a form that posts the product to the cart.
engine.registerTag('form', {
  parse(_: TagToken, remaining: TopLevelToken[]) {
    const content: Template[] = [];
    this.content = content;
    this.liquid.parser
      .parseStream(remaining)
      .on('tag:endform', function () {
        this.stop();
      })
      .on('template', (template: Template) => content.push(template))
      .start();
  },
  *render(context, emitter) {
    emitter.write('<form method="post" action="/cart/add">');
    yield this.liquid.renderer.renderTemplates(this.content, context, emitter);
    emitter.write('</form>');
  },
});

const products = PRODUCTS.map(({ sku, title }) => ({
  title,
  type: 'Outdoor > Tents & bags',
  url: `/products/${sku}`,
  selected_or_first_available_variant: { id: 7, sku, price: 3995 },
}));
const cart = { currency: { iso_code: 'EUR' } };
const CONSENT = '<script>window.Shopify = { customerPrivacy: { preferencesProcessingAllowed: () => true } };</script>';

/** The theme's page: its layout, and a section in the body. */
async function page(origin: string, section: string, scope: object): Promise<string> {
  const layout = `<!doctype html><html lang="en"><head><title>Shop</title>${CONSENT}${files.get('layout/theme.liquid')}`;
  const html = await engine.parseAndRender(`${layout}<body>${files.get(section)}</body></html>`, { cart, ...scope });
  return html
    .replaceAll('https://static.example', origin)
    .replace('/models/stable.json', '/models/shop/manifest.json')
    .replace('data-manifest', 'data-automation="record" data-manifest');
}

let server: StaticServer;
let browser: Browser;
const pages = new Map<string, string>();

beforeAll(async () => {
  server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: `${ROOT}packages/sdk/dist` },
      { urlPath: '/models/', directory: `${ROOT}models` },
    ],
    faults: (urlPath) => {
      const body = pages.get(urlPath);
      return body === undefined ? undefined : { kind: 'body', body, contentType: 'text/html' };
    },
  });
  const collection = { handle: 'all', products };
  pages.set(
    '/collections/all',
    await page(server.origin, 'sections/main-collection-product-grid.liquid', { collection }),
  );
  for (const product of products)
    pages.set(product.url, await page(server.origin, 'sections/main-product.liquid', { product }));
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('the collection of docs/starts/shopify.md follows a viewed product', async () => {
  const tab = await browser.newPage();
  const names = () => tab.locator('#product-grid a').allInnerTexts();
  await tab.goto(`${server.origin}/collections/all`);
  expect(await names()).toEqual(PRODUCTS.map(({ title }) => title));
  await tab.getByText('Espresso machine').click();
  await tab.waitForFunction(() => localStorage.getItem('aisle-default-ranking'));
  await tab.goto(`${server.origin}/collections/all`);
  expect((await names()).slice(0, 2).sort()).toEqual(['Coffee grinder', 'Espresso machine']);
});

test('its product page reports the view and the cart, with price and currency', async () => {
  const tab = await browser.newPage();
  await tab.route('**/cart/add', (route) => route.fulfill({ body: 'added', contentType: 'text/html' }));
  await tab.goto(`${server.origin}/products/sku-0241`);
  await tab.waitForFunction(() => 'status' in window.aisle && window.aisle.status().storedEvents === 1);
  await tab.getByText('Add to cart').click();
  await tab.waitForURL('**/cart/add');
  await tab.goto(`${server.origin}/collections/all`);
  await tab.waitForFunction(() => 'status' in window.aisle && (window.aisle.status().storedEvents ?? 0) >= 3);
  const events = await tab.evaluate(async () => {
    const open = indexedDB.open('aisle-default');
    await new Promise((resolve) => (open.onsuccess = resolve));
    const request = open.result.transaction('events').objectStore('events').getAll();
    await new Promise((resolve) => (request.onsuccess = resolve));
    open.result.close();
    return request.result as object[];
  });
  const seen = { currency: 'EUR', items: [{ item_id: 'sku-0241', price: 39.95 }] };
  const items = PRODUCTS.map(({ sku, title }, index) => ({
    index,
    item_id: sku,
    item_name: title,
    item_category: 'Outdoor > Tents & bags',
    price: 39.95,
  }));
  expect(events).toMatchObject([
    { type: 'view_item', ...seen },
    { type: 'add_to_cart', ...seen },
    { type: 'view_item_list', item_list_id: 'all', currency: 'EUR', items },
  ]);
});
