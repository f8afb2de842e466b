import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serveShop } from '@aisle/example-shop';
import {
  launchBrowser,
  proxySettings,
  type RecordedRequest,
  type ServerFault,
  type StaticServer,
  startRecordingProxy,
} from '@aisle/harness';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { additionalRequests, compareVisits } from './compareVisits.js';
import {
  DESKTOP,
  follow,
  hideTab,
  open,
  PHONE,
  placeOrder,
  press,
  type Screen,
  type Step,
  scrollToEnd,
  type VisitWatch,
  visitShop,
} from './shopVisit.js';
import { staticPaths } from './staticUrls.js';
import { keepOnlyHistory, readStoredEvents } from './storedHistory.js';

/** Everything that Aisle requests, in readable form. */
const STATIC_PATHS = [
  /^\/aisle\/aisle\.js$/,
  /^\/aisle\/aisle-(decide|explain|offer|report|risk|ga4|structured-data|impressions|encryption|google-consent-mode|tcf|global-privacy-control|shopify-privacy|slot)\.js$/,
  /^\/aisle\/aisle-worker\.js$/,
  /^\/aisle\/chunks\/(webgpuBackend|ed25519|explainItems|interventions)\.[0-9a-f]{8}\.js$/,
  /^\/models\/shop\/manifest\.json$/,
  /^\/models\/shop\/item-ids\.[0-9a-f]{16}\.json$/,
  /^\/models\/shop\/(items|encoder|memory|companions|substitutes|head-[a-z_0-9]+)\.[0-9a-f]{16}\.bin$/,
  /^\/models\/shop\/(kinds|interventions|policy)\.[0-9a-f]{16}\.json$/,
];

/** The short form tests one deliberate leak: the one that is hardest to find. */
const testLong = test.runIf(process.env.AISLE_LONG === '1');

/** The shop's catalogue file for the slots. The worker requests it. */
const CATALOGUE_PATH = '/assets/products.json';

/** The requests of a visit to a shop of 792 items, without hashes. The light tier needs no chunk for lists. */
const FETCHED = [
  'GET /aisle/aisle-decide.js',
  'GET /aisle/aisle-offer.js',
  'GET /aisle/aisle-slot.js',
  'GET /aisle/aisle-worker.js',
  'GET /aisle/aisle.js',
  'GET /aisle/chunks/interventions.js',
  `GET ${CATALOGUE_PATH}`,
  'GET /models/shop/companions.bin',
  'GET /models/shop/encoder.bin',
  'GET /models/shop/head-cart_completion.bin',
  'GET /models/shop/head-order_within_30.bin',
  'GET /models/shop/head-order_within_7.bin',
  'GET /models/shop/head-order_within_90.bin',
  'GET /models/shop/head-purchase_in_session.bin',
  'GET /models/shop/interventions.json',
  'GET /models/shop/item-ids.json',
  'GET /models/shop/items.bin',
  'GET /models/shop/kinds.json',
  'GET /models/shop/manifest.json',
  'GET /models/shop/memory.bin',
  'GET /models/shop/policy.json',
  'GET /models/shop/substitutes.bin',
];

/** Home, consent, two categories, three products, wishlist, cart, checkout, purchase, the tab hidden and closed. */
const WHOLE_VISIT: readonly Step[] = [
  open('/index.html'),
  press('Accept'),
  follow('nav a[href="/category/camping.html"]'),
  follow('.card a[href="/product/sku-0265.html"]'),
  press(/Wishlist/),
  follow('nav a[href="/category/coffee.html"]'),
  follow('.card a[href="/product/sku-0370.html"]'),
  press('Add to cart'),
  open('/product/sku-0485.html'),
  press('Add to cart'),
  follow('a.cart-link'),
  follow('a[href="/checkout.html"]'),
  placeOrder,
  hideTab,
];
const LISTS_IN_WHOLE_VISIT = 8;
/** List ids of the shop's rows. */
const ROW_LISTS = /^(home-(recommended|carry-on|trending)|(cart-|order-)?bought-with|related)$/;
const SHORT_VISIT: readonly Step[] = [open('/index.html'), press('Accept'), open('/product/sku-0373.html'), hideTab];
/** Returns to a home page that shows Aisle's predictions below the screen, and to a category. Scrolls to the end of each. */
const SCROLLING_VISIT: readonly Step[] = [
  open('/index.html'),
  press('Accept'),
  open('/index.html'),
  scrollToEnd,
  open('/category/camping.html'),
  scrollToEnd,
];
const VISITS = [WHOLE_VISIT, SHORT_VISIT, SCROLLING_VISIT];

/** Earlier visits of the two shoppers, which are not compared. */
const EARLIER_VISITS: readonly (readonly Step[])[] = [
  [open('/index.html'), press('Accept'), ...['sku-0241', 'sku-0245'].map((id) => open(`/product/${id}.html`))],
  [
    open('/index.html'),
    press('Accept'),
    open('/product/sku-0005.html'),
    press('Add to cart'),
    open('/search.html?q=lamp'),
  ],
];

let browser: Browser;
let shop: StaticServer;
let staticUrls: Set<string>;
const faults = new Map<string, ServerFault>();
const shoppers: VisitWatch[] = [];
const without = new Map<readonly Step[], readonly RecordedRequest[]>();
const closing: (() => Promise<void>)[] = [];

/** A cookie of the shop, identical for both shoppers, because scripts of the tag are requested with cookies. */
const COOKIE = { name: 'shop-session', value: 'abc' };

async function newShopper(origin: string): Promise<VisitWatch> {
  const proxy = await startRecordingProxy();
  closing.push(() => proxy.close());
  const context = await browser.newContext({ proxy: proxySettings(proxy.url) });
  await context.addCookies([{ ...COOKIE, url: origin }]);
  return { proxy, origin, context };
}

async function record(
  shopper: VisitWatch,
  steps: readonly Step[],
  screen?: Screen,
): Promise<{ requests: RecordedRequest[]; orders: (readonly string[])[] }> {
  await keepOnlyHistory(shopper.context, shopper.origin);
  shopper.proxy.clear();
  const orders = await visitShop(shopper, steps, screen);
  return { requests: [...shopper.proxy.requests], orders };
}

/** Both shoppers make the visit at the same time. Returns the findings of the comparison. */
async function findings(steps: readonly Step[]): Promise<string[]> {
  const recorded = await Promise.all(shoppers.map((shopper) => record(shopper, steps)));
  return compareVisits({
    without: without.get(steps)!,
    withAisle: recorded.map(({ requests }) => withoutPictures(requests)),
    staticUrls,
  });
}

/** The shop's pictures are compared between shoppers, because Aisle makes each page load all pictures of a list. */
const isPicture = ({ url }: RecordedRequest) => new URL(url).pathname.startsWith('/pictures/');
const withoutPictures = (requests: readonly RecordedRequest[]) => requests.filter((request) => !isPicture(request));

const requestLines = (requests: readonly RecordedRequest[]) =>
  requests.map(({ method, url }) => `${method} ${url.slice(shop.origin.length)}`);

beforeAll(async () => {
  browser = await launchBrowser({ webgpu: 'none' });
  const plain = await serveShop({ withAisle: false });
  await Promise.all(
    VISITS.map(async (steps) =>
      without.set(steps, withoutPictures((await record(await newShopper(plain.origin), steps)).requests)),
    ),
  );
  await plain.close();

  // On the same port, so that the Host header is equal.
  shop = await serveShop({
    port: Number(new URL(plain.origin).port),
    tagAttributes: { 'data-automation': 'record' },
    faults,
  });
  staticUrls = new Set([...(await staticPaths()), CATALOGUE_PATH].map((path) => shop.origin + path));
  await Promise.all(
    EARLIER_VISITS.map(async (steps, i) => {
      shoppers[i] = await newShopper(shop.origin);
      await visitShop(shoppers[i], steps);
    }),
  );
}, 120_000);

afterAll(async () => {
  await browser?.close();
  for (const close of closing) await close();
  await shop?.close();
});

test('the list of static files contains exactly the built and released files', async () => {
  const paths = await staticPaths();
  expect(paths.filter((path) => !STATIC_PATHS.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(STATIC_PATHS.filter((pattern) => !paths.some((path) => pattern.test(path)))).toEqual([]);
});

test('before consent, a visit requests the tag only and stores nothing', async () => {
  const visitor = await newShopper(shop.origin);
  await visitShop(visitor, [open('/index.html'), open('/product/sku-0373.html')]);
  const ofAisle = requestLines(visitor.proxy.requests).filter((line) =>
    / \/(aisle|models)\/|products\.json/.test(line),
  );
  const files = ['/aisle/aisle-decide.js', '/aisle/aisle-offer.js', '/aisle/aisle-slot.js', '/aisle/aisle.js'];
  expect(ofAisle.sort()).toEqual(files.flatMap((path) => [`GET ${path}`, `GET ${path}`]));
  const page = await visitor.context.newPage();
  await page.goto(`${shop.origin}/assets/icon.svg`);
  expect(
    await page.evaluate(async () => [
      await indexedDB.databases(),
      await caches.keys(),
      Object.keys(localStorage),
      document.cookie,
    ]),
  ).toEqual([[], [], [], 'shop-session=abc']);
  await visitor.context.close();
});

test('the two shoppers differ in history and predictions', async () => {
  const [a, b] = await Promise.all(shoppers.map(({ context }) => readStoredEvents(context, shop.origin)));
  expect(a!.map(({ type }) => type)).not.toEqual(b!.map(({ type }) => type));
  expect(a!.length).not.toBe(b!.length);
  const predictions = await Promise.all(
    shoppers.map(async ({ context }) => {
      const page = await context.newPage();
      await page.goto(`${shop.origin}/privacy.html`);
      await page.getByRole('button', { name: 'Allow it' }).click();
      await page.evaluate(() => window.aisle!.whenReady!());
      // Offline, so the answer comes from the device.
      await context.setOffline(true);
      const { items } = await page.evaluate(() => window.aisle!.predict!({ k: 10, deadlineMs: 30_000 }));
      await context.setOffline(false);
      await page.close();
      return items.map(({ item_id }) => item_id);
    }),
  );
  expect(predictions[0]).toHaveLength(10);
  expect(predictions[0]).not.toEqual(predictions[1]);
});

/** The pictures that each page of a visit requests, in the order of the requests. */
function picturesOfPages(requests: readonly RecordedRequest[]): RecordedRequest[][] {
  const pages: RecordedRequest[][] = [];
  for (const request of requests) {
    if (/\.html$/.test(new URL(request.url).pathname)) pages.push([]);
    else if (isPicture(request)) pages.at(-1)?.push(request);
  }
  return pages;
}

/** The pictures of each list in the home page's markup, its slot included. */
async function homeLists(): Promise<string[][]> {
  const html = await (await fetch(`${shop.origin}/index.html`)).text();
  return html
    .split(/(?=<[^>]* data-aisle-list=)/)
    .slice(1)
    .map((list) => [...list.matchAll(/\/pictures\/sku-\d+\.svg/g)].map(([path]) => shop.origin + path));
}

/** The pictures of the rows that read no history, on the pages of the visits. They are the same for every shopper. */
async function rowPictures(): Promise<ReadonlySet<string>> {
  const { context } = shoppers[0]!;
  const page = await context.newPage();
  await page.goto(`${shop.origin}/privacy.html`);
  await page.getByRole('button', { name: 'Allow it' }).click();
  const ids = await page.evaluate(async () => {
    await window.aisle!.whenReady!();
    const { related, boughtWith, trending } = window.aisle!;
    const options = { k: 6, deadlineMs: 30_000 };
    const viewed = ['sku-0265', 'sku-0370', 'sku-0485', 'sku-0373'];
    const rows = await Promise.all([
      ...viewed.flatMap((id) => [related!(id, options), boughtWith!([id], options)]),
      boughtWith!(['sku-0370', 'sku-0485'], options),
      trending!(options),
    ]);
    return rows.flatMap(({ items }) => items.map(({ item_id }) => item_id));
  });
  await page.close();
  expect(ids).toHaveLength(10 * 6);
  return new Set(ids.map((id) => `${shop.origin}/pictures/${id}.svg`));
}

/**
 * The pictures of a visit, each once a page. Before the prediction, the slot gives all its candidates a second element, in
 * the order of their ids. By the speed of the network, Chromium requests the first or all of them again. Neither names
 * anybody, but other parts could be the prediction.
 */
function picturesOf(
  requests: readonly RecordedRequest[],
  lists: readonly string[][],
  ofRows: ReadonlySet<string>,
): RecordedRequest[] {
  return picturesOfPages(requests).flatMap((pictures) => {
    const first = pictures.filter(({ url }, i) => pictures.findIndex((other) => other.url === url) === i);
    const repeated = pictures.filter((request) => !first.includes(request)).map(({ url }) => url);
    const again = new Set(repeated.filter((url) => !ofRows.has(url)));
    const candidates = lists.map((list) => list.filter((url) => !ofRows.has(url)).sort());
    // Lists may share pictures, so a list counts if all of it was requested again.
    const wholeLists = candidates.filter((list) => list.every((url) => again.has(url)));
    const allowed = again.size === 1 ? candidates.map(([url]) => url!) : wholeLists.flat();
    expect(
      [...again].filter((url) => !allowed.includes(url)),
      'pictures requested again on a page',
    ).toEqual([]);
    return first;
  });
}

/** Pictures that one shopper's pages request and the other's do not, or on more pages. */
async function differingPictures(
  recorded: readonly { readonly requests: readonly RecordedRequest[] }[],
): Promise<string[]> {
  const [lists, ofRows] = [await homeLists(), await rowPictures()];
  const [a, b] = recorded.map(({ requests }) => picturesOf(requests, lists, ofRows)) as [
    RecordedRequest[],
    RecordedRequest[],
  ];
  return requestLines([...additionalRequests(a, b), ...additionalRequests(b, a)]).sort();
}

test.each([PHONE, DESKTOP])(
  'shoppers who scroll request the same pictures at $width × $height',
  async (screen) => {
    const recorded = await Promise.all(shoppers.map((shopper) => record(shopper, SCROLLING_VISIT, screen)));
    expect(await differingPictures(recorded)).toEqual([]);
    // All cards of the category, and all of the slot's content.
    const pictures = new Set(requestLines(recorded[0]!.requests.filter(isPicture)));
    expect(pictures.size).toBeGreaterThanOrEqual(96 + 60);
  },
  60_000,
);

/** Serves pages whose lists and slots have pictures="as-shown". */
async function serveAsShown(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const html = await (await fetch(shop.origin + path)).text();
    faults.set(path, {
      kind: 'body',
      body: html
        .replaceAll(' data-aisle-list=', ' data-aisle-pictures="as-shown" data-aisle-list=')
        .replaceAll('<aisle-slot', '<aisle-slot pictures="as-shown"'),
      contentType: 'text/html; charset=utf-8',
    });
  }
}

// docs/concepts/privacy.md: with as-shown, the shop's server sees the order of its lists.
test('with as-shown, the comparison finds pictures that differ', async () => {
  await serveAsShown('/index.html', '/category/camping.html');
  const recorded = await Promise.all(shoppers.map((shopper) => record(shopper, SCROLLING_VISIT, PHONE)));
  faults.clear();
  expect(await differingPictures(recorded)).not.toEqual([]);
}, 60_000);

test.each([PHONE, DESKTOP])(
  'a whole visit at $width × $height sends the same requests for every shopper',
  async (screen) => {
    const countsBefore = await Promise.all(
      shoppers.map(async ({ context }) => (await readStoredEvents(context, shop.origin)).length),
    );
    const recorded = await Promise.all(shoppers.map((shopper) => record(shopper, WHOLE_VISIT, screen)));
    const shopRequests = without.get(WHOLE_VISIT)!;
    const findings = compareVisits({
      without: shopRequests,
      withAisle: recorded.map(({ requests }) => withoutPictures(requests)),
      staticUrls,
    });
    expect(findings).toEqual([]);
    expect(await differingPictures(recorded)).toEqual([]);

    // Aisle was active: it fetched release and engine, stored the same new events for both, and ranked each list
    // differently for each shopper.
    const ofAisle = additionalRequests(withoutPictures(recorded[0]!.requests), shopRequests);
    const fetched = new Set(requestLines(ofAisle));
    expect([...fetched].map((line) => line.replace(/\.[0-9a-f]{8,}\./, '.')).sort()).toEqual(FETCHED);
    // The release and the catalogue file are fetched without cookie and referrer. Scripts have both, as do the shop's.
    const withHeader = (name: string) =>
      ofAisle.filter(({ headers }) => headers.some(([found]) => found.toLowerCase() === name));
    for (const name of ['cookie', 'referer'])
      expect(
        requestLines(withHeader(name)).filter((line) => line.includes('/models/') || line.includes(CATALOGUE_PATH)),
      ).toEqual([]);
    expect(requestLines(withHeader('cookie'))).toContain('GET /aisle/aisle.js');
    const stored = await Promise.all(shoppers.map(({ context }) => readStoredEvents(context, shop.origin)));
    // A row that is not final when the shopper leaves the page is not recorded as a list.
    const added = stored.map((events, i) =>
      events
        .slice(countsBefore[i]!)
        .filter((event) => !('item_list_id' in event && ROW_LISTS.test(String(event.item_list_id))))
        .map(({ type }) => type),
    );
    expect(
      added[0]!.filter((type) =>
        ['add_to_wishlist', 'add_to_cart', 'view_cart', 'begin_checkout', 'purchase'].includes(type),
      ),
    ).toEqual(['add_to_wishlist', 'add_to_cart', 'add_to_cart', 'view_cart', 'begin_checkout', 'purchase']);
    expect(added[1]).toEqual(added[0]);
    const [a, b] = recorded.map(({ orders }) => orders);
    expect(a).toHaveLength(LISTS_IN_WHOLE_VISIT);
    expect(b).toHaveLength(LISTS_IN_WHOLE_VISIT);
    expect(a![0]).not.toEqual(b![0]);
  },
  120_000,
);

const builtTag = fileURLToPath(new URL('../../packages/sdk/dist/aisle.js', import.meta.url));

async function serveTampered(tamper: (source: string) => string): Promise<void> {
  faults.set('/aisle/aisle.js', {
    kind: 'body',
    body: tamper(await readFile(builtTag, 'utf8')),
    contentType: 'text/javascript',
  });
}

testLong('the comparison finds a tag that sends an event on pagehide', async () => {
  await serveTampered(
    (source) => `${source}
    addEventListener('pagehide', () => {
      const item = document.querySelector('[data-aisle-event="view_item"]');
      if (item) navigator.sendBeacon('/collect', JSON.stringify({ type: 'view_item', item_id: item.dataset.aisleItem }));
    });`,
  );
  const found = await findings(SHORT_VISIT);
  faults.clear();
  expect(found.map((finding) => finding.split('\n')[0])).toEqual(
    [0, 1].map(
      (shopper) =>
        `shopper ${shopper}: with Aisle only, and with the method POST, a body of 41 bytes, a URL outside the list: POST ${shop.origin}/collect`,
    ),
  );
  expect(found[0]).toContain('\n\n{"type":"view_item","item_id":"sku-0373"}');
});

test('the comparison finds the length of the history in a URL', async () => {
  await serveTampered(
    (source) => `(() => {
    const length = new Promise((resolve) => {
      const opening = indexedDB.open('aisle-default');
      opening.onsuccess = () => {
        const counting = opening.result.transaction('events').objectStore('events').count();
        counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
      };
    });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = async function (message, transfer) {
      for (const { value } of message.argumentList ?? []) if (value?.manifestUrl) value.manifestUrl += '?h=' + (await length);
      postMessage.call(this, message, transfer);
    };
  })();\n${source}`,
  );
  const found = (await findings(SHORT_VISIT)).map((finding) => finding.split('\n')[0]!);
  faults.clear();
  const leaks = found.filter((line) =>
    /with a query string, a URL outside the list: GET .*manifest\.json\?h=\d+$/.test(line),
  );
  expect(leaks.filter((line) => line.startsWith('shopper 0:'))).not.toEqual([]);
  expect(leaks.filter((line) => line.startsWith('shopper 1:'))).not.toEqual([]);
  expect(found.filter((line) => /^shopper 1, not shopper 0: GET .*manifest\.json\?h=/.test(line))).not.toEqual([]);
});
