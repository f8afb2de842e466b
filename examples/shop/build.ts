import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AisleError } from '@aisle/core';
import { nameWithoutBrand } from './pages/card.js';
import { CART_PAGE, CHECKOUT_PAGE, THANK_YOU_PAGE } from './pages/cart.js';
import { categoryPage } from './pages/category.js';
import { homePage } from './pages/home.js';
import { type Page, renderPage, type SiteParts } from './pages/layout.js';
import { slug } from './pages/markup.js';
import { PRIVACY_PAGE } from './pages/privacy.js';
import { productPage } from './pages/product.js';
import { SEARCH_PAGE } from './pages/search.js';
import { WELCOME_PAGE } from './pages/welcome.js';
import { simulateCatalogue } from './simulator/catalogue.js';
import { DEPARTMENTS } from './simulator/departments.js';
import { drawProduct } from './simulator/pictures.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const STUB_PATH = join(HERE, '../../packages/sdk/dist/stub-first-paint.js');

export interface BuildOptions {
  /** The output folder. Created if missing; existing files are overwritten. */
  readonly outDir: string;
  /** If false, the shop has no stub and no tag, to compare visits. Default true. */
  readonly withAisle?: boolean;
  /** Source of the inline stub. Default: the stub of the SDK. */
  readonly stub?: string;
  /** Further attributes of the tag, such as `{ 'data-automation': 'record' }` for automated visits. */
  readonly tagAttributes?: Readonly<Record<string, string>>;
}

async function readStub(): Promise<string> {
  try {
    return await readFile(STUB_PATH, 'utf8');
  } catch (cause) {
    throw new AisleError(
      'data-unreadable',
      "The stub of Aisle's tag could not be read from packages/sdk/dist/stub-first-paint.js: run pnpm build first. Build with { withAisle: false } for a shop without Aisle.",
      { path: 'packages/sdk/dist/stub-first-paint.js' },
      cause,
    );
  }
}

/**
 * Writes the example shop as static files.
 *
 * @returns the number of HTML pages
 * @throws AisleError `data-unreadable` if the shop has Aisle and the stub is missing
 */
export async function buildShop({
  outDir,
  withAisle = true,
  stub,
  tagAttributes = {},
}: BuildOptions): Promise<{ pages: number }> {
  const site = join(HERE, 'site');
  const parts: SiteParts = {
    stub: withAisle ? (stub ?? (await readStub())) : undefined,
    tagAttributes,
    modules: (await readdir(site)).filter((name) => name.endsWith('.js') && name !== 'shop.js').sort(),
  };
  const catalogue = simulateCatalogue();
  const pages = new Map<string, Page>([
    ['index.html', homePage(catalogue)],
    ['search.html', SEARCH_PAGE],
    ['cart.html', CART_PAGE],
    ['checkout.html', CHECKOUT_PAGE],
    ['thank-you.html', THANK_YOU_PAGE],
    ['privacy.html', PRIVACY_PAGE],
    ['welcome.html', WELCOME_PAGE],
  ]);
  for (const department of DEPARTMENTS)
    pages.set(`category/${slug(department.category)}.html`, categoryPage(department, catalogue));
  for (const product of catalogue) pages.set(`product/${product.item_id}.html`, productPage(product, catalogue));

  for (const folder of ['category', 'product', 'pictures', 'assets'])
    await mkdir(join(outDir, folder), { recursive: true });
  await Promise.all([...pages].map(([path, page]) => writeFile(join(outDir, path), renderPage(page, parts))));
  await Promise.all(catalogue.map((product) => writeFile(join(outDir, product.image), drawProduct(product))));
  await cp(site, join(outDir, 'assets'), { recursive: true });
  // One static file, for the search and for Aisle's slot.
  const products = catalogue.map((product) => ({
    ...product,
    name_without_brand: nameWithoutBrand(product),
    currency: 'EUR',
    url: `/product/${product.item_id}.html`,
  }));
  await writeFile(join(outDir, 'assets/products.json'), JSON.stringify(products));
  return { pages: pages.size };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [outDir, flag] = process.argv.slice(2);
  if (outDir === undefined || (flag !== undefined && flag !== '--without-aisle')) {
    throw new AisleError('invalid-argument', 'Name the folder to write to: tsx build.ts OUT_DIR [--without-aisle].');
  }
  const { pages } = await buildShop({ outDir, withAisle: flag === undefined });
  console.log(`${pages} pages in ${outDir}`);
}
