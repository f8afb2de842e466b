import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildShop } from './build.js';
import { type Product, simulateCatalogue } from './simulator/catalogue.js';

const STUB = 'window.aisle = window.aisle || {};';
const catalogue = simulateCatalogue();
let outDir: string;
let pageCount: number;
/** HTML by path, relative to the site's root. */
const pages = new Map<string, string>();

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'aisle-shop-'));
  pageCount = (await buildShop({ outDir, stub: STUB })).pages;
  for (const path of await readdir(outDir, { recursive: true })) {
    if (path.endsWith('.html')) pages.set(path, await readFile(join(outDir, path), 'utf8'));
  }
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

const page = (path: string) => {
  const html = pages.get(path);
  if (html === undefined) throw new Error(`The build wrote no ${path}.`);
  return html;
};
const matches = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1] as string);

test('the site has 7 single pages, 12 categories and 792 products', () => {
  expect(pageCount).toBe(7 + 12 + 792);
  expect(pages.size).toBe(pageCount);
});

test('every page has a unique title, one h1, a language and labels', () => {
  const titles = [...pages.values()].map((html) => matches(html, /<title>(.*?)<\/title>/g)[0]);
  expect(new Set(titles).size).toBe(pageCount);
  for (const [path, html] of pages) {
    expect(html.match(/<h1[ >]/g)?.length, path).toBe(1);
    expect(html, path).toContain('<html lang="en">');
    for (const id of matches(html, /<(?:input|select) id="([^"]+)"/g))
      expect(html, path).toContain(`<label ${id === 'search-term' ? 'class="visually-hidden" ' : ''}for="${id}"`);
  }
});

test('every local link, image, script and style is a file', () => {
  const missing = new Set<string>();
  for (const html of pages.values()) {
    for (const url of matches(html, /(?:href|src|action)="([^"#?]+)"/g)) {
      if (url.startsWith('/aisle/')) continue;
      if (!url.startsWith('/') || !existsSync(join(outDir, url))) missing.add(url);
    }
  }
  expect([...missing]).toEqual([]);
});

test('modules of the shop import only existing files', async () => {
  for (const file of (await readdir(join(outDir, 'assets'))).filter((name) => name.endsWith('.js'))) {
    for (const imported of matches(await readFile(join(outDir, 'assets', file), 'utf8'), /from '([^']+)'/g)) {
      expect(existsSync(join(outDir, 'assets', imported)), `${file} imports ${imported}`).toBe(true);
    }
  }
});

test('no page names another host', async () => {
  const files = (await readdir(outDir, { recursive: true })).filter((path) => /\.(html|js|css|svg|json)$/.test(path));
  for (const path of files) {
    const text = (await readFile(join(outDir, path), 'utf8')).replaceAll('http://www.w3.org/2000/svg', '');
    expect(/(https?:)?\/\/[a-z0-9-]+\.[a-z]/i.exec(text)?.[0], path).toBeUndefined();
  }
});

test('each card has attributes for Aisle and an image with a size', () => {
  const byId = new Map(catalogue.map((product) => [product.item_id, product]));
  for (const [path, html] of pages) {
    for (const card of matches(html, /(<li class="card" .*?<\/li>)/g)) {
      const id = /data-aisle-item="([^"]+)"/.exec(card)?.[1] ?? '';
      const product = byId.get(id) as Product;
      expect(product, `${path}: ${card}`).toBeDefined();
      expect(card).toContain(`data-aisle-price="${product.price}"`);
      expect(card).toContain(`data-aisle-category="${product.item_category}"`);
      expect(card).toContain(`data-aisle-brand="${product.item_brand.replace('&', '&amp;')}"`);
      expect(card).toContain(`data-aisle-name="${product.item_name.replace('&', '&amp;')}"`);
      expect(card).toContain(`href="/product/${id}.html"`);
    }
    for (const image of matches(html, /(<img [^>]*>)/g)) expect(image, path).toMatch(/width="\d+" height="\d+"/);
  }
});

/** The ids of the cards in the list or row. */
const idsIn = (html: string, list: string) => {
  const start = html.indexOf(`data-aisle-list="${list}"`);
  const end = html.indexOf('</ul>', start);
  return start < 0 ? [] : matches(html.slice(start, end), /<li class="card" data-aisle-item="([^"]+)"/g);
};
const productOf = (id: string) => catalogue.find(({ item_id }) => item_id === id) as Product;

test('a category lists all its products and a product page lists 12 other kinds of it', () => {
  const shelf = matches(page('category/knitwear.html'), /<li class="card" data-aisle-item="([^"]+)"/g);
  expect([...shelf].sort()).toEqual(
    catalogue.filter((product) => product.item_category === 'Knitwear').map((product) => product.item_id),
  );
  for (const product of catalogue) {
    const html = page(`product/${product.item_id}.html`);
    const also = idsIn(html, 'also-liked').map(productOf);
    expect(new Set(also).size, product.item_id).toBe(12);
    for (const other of also) {
      expect(other.item_category, product.item_id).toBe(product.item_category);
      expect(other.style, product.item_id).not.toBe(product.style);
    }
    expect(html).toMatch(
      new RegExp(
        `<article class="product" data-aisle-item="${product.item_id}"[^>]*data-aisle-event="view_item" data-aisle-on="load"`,
      ),
    );
  }
});

test('rows show the shop’s own products until they are filled', () => {
  const home = page('index.html');
  expect(new Set(idsIn(home, 'home-recommended').map((id) => productOf(id).style)).size).toBe(66);
  expect(idsIn(home, 'home-carry-on')).toEqual([]);
  expect(idsIn(home, 'home-trending')).toHaveLength(6);
  const tent = page('product/sku-0246.html');
  expect(idsIn(tent, 'bought-with').map((id) => productOf(id).style)).toEqual([
    'sleeping-bag',
    'sleeping-mat',
    'camp-stove',
    'lantern',
    'camp-chair',
    'gas-canister',
  ]);
  expect(new Set(idsIn(tent, 'related').map((id) => productOf(id).style))).toEqual(new Set(['tent']));
  for (const { item_id } of catalogue) {
    const html = page(`product/${item_id}.html`);
    for (const list of ['bought-with', 'related']) {
      expect(idsIn(html, list).length, `${item_id} ${list}`).toBeGreaterThan(1);
      expect(idsIn(html, list), item_id).not.toContain(item_id);
    }
    expect(html).toContain(`kind="bought-with" items="${item_id}"`);
    expect(html).toContain(`kind="related" item="${item_id}"`);
  }
});

const repository = new URL('../../', import.meta.url);
const readJson = async (path: string) => JSON.parse(await readFile(new URL(path, repository), 'utf8'));

test('every placement of the interventions is a place that says something else too', async () => {
  const { interventions } = await readJson('examples/shop/interventions.json');
  const declared = new Set(interventions.flatMap(({ placements }: { placements: string[] }) => placements));
  const places = new Map<string, string>();
  for (const html of pages.values()) {
    for (const [, placement, content] of html.matchAll(
      /<aisle-offer class="offer" placement="([^"]+)">(.*?)<template>/g,
    ))
      places.set(placement as string, content as string);
  }
  expect(new Set(places.keys())).toEqual(declared);
  for (const content of places.values()) expect(content).toContain('Free delivery from €60');
});

test('the guide shows the reminder as the shop declares it', async () => {
  const guide = await readFile(new URL('docs/guides/decisions.md', repository), 'utf8');
  const blocks = matches(guide, /```json\n(.*?)```/gs).map((block) => JSON.parse(block));
  const { interventions } = await readJson('examples/shop/interventions.json');
  expect(blocks).toContainEqual(interventions.find(({ id }: { id: string }) => id === 'cart-reminder'));
});

test('the release in models/shop has the interventions and the policy of the shop', async () => {
  const { files } = await readJson('models/shop/manifest.json');
  for (const role of ['interventions', 'policy']) {
    const { file } = files.find((one: { role: string }) => one.role === role);
    const { $schema: _, ...written } = await readJson(`examples/shop/${role}.json`);
    // Otherwise run scripts/shopDecisions.ts.
    expect(await readJson(`models/shop/${file}`), role).toEqual(written);
  }
});

test('only rows that read no history may request pictures of their own', () => {
  for (const [path, html] of pages) {
    for (const [, kind, rest] of html.matchAll(/<aisle-slot[^>]* kind="([^"]+)"([^>]*)>/g)) {
      const readsHistory = kind === 'for-you' || kind === 'carry-on';
      expect(rest?.includes('pictures="as-shown"'), `${path}: ${kind}`).toBe(!readsHistory);
    }
  }
  const carryOn = page('index.html').split('kind="carry-on"')[1]?.split('</aisle-slot>')[0];
  expect(carryOn).toContain('<template>');
  expect(carryOn).not.toContain('<img');
});

test('only with Aisle, every page has the stub and then the tag', async () => {
  for (const [path, html] of pages) {
    const stub = html.indexOf(`<script>${STUB}</script>`);
    expect(stub, path).toBeGreaterThan(0);
    expect(
      html.indexOf('<script async src="/aisle/aisle.js" data-manifest="/models/shop/manifest.json"></script>'),
      path,
    ).toBeGreaterThan(stub);
    expect(html.indexOf('<body'), path).toBeGreaterThan(html.indexOf('/aisle/aisle.js'));
  }
  const plainDir = await mkdtemp(join(tmpdir(), 'aisle-shop-plain-'));
  try {
    await buildShop({ outDir: plainDir, withAisle: false });
    for (const [path, html] of pages) {
      const plain = await readFile(join(plainDir, path), 'utf8');
      // The two shops differ in Aisle's scripts only, so that visits can be compared.
      expect(plain).toBe(
        html
          .replaceAll(/<script defer src="\/aisle\/aisle-(slot|decide|offer)\.js"><\/script>\n/g, '')
          .replace(
            `<script>${STUB}</script>\n<script async src="/aisle/aisle.js" data-manifest="/models/shop/manifest.json"></script>\n`,
            '',
          ),
      );
    }
  } finally {
    await rm(plainDir, { recursive: true, force: true });
  }
});
