import { type AisleError, type AisleErrorCode, parseEvent, type Random, seededRandom } from '@aisle/core';
import type { Aisle, AisleOptions, EventInput, Plugin } from '@aisle/sdk';
import { clonable, mutated, nastyText, nastyValue } from './nastyValues.js';

/** Everything here runs in the page: most of these values cannot cross into it. */
interface Sdk {
  readonly createAisle: (options: AisleOptions) => Aisle;
  readonly observeAttributes: (document: Document, track: (event: EventInput) => void) => () => void;
}

interface Page {
  readonly sdk: Sdk;
  /** Started, with consent. */
  readonly aisle: Aisle;
  readonly random: Random;
  readonly plugins: Readonly<Record<string, (options?: never) => Plugin>>;
  /** Tells of what a door let through. */
  problem(what: string): void;
}

/** One input at one door. What it throws or rejects with counts as uncaught, unless the door says that it may. */
type Door = (page: Page) => unknown;

const item = {
  item_id: 'item-1',
  item_name: 'Tent',
  item_brand: 'Fjord',
  item_category: 'Camping',
  price: 199.5,
  quantity: 1,
  index: 0,
};
const EVENTS = [
  { type: 'view_item', items: [item], timestampMs: 1_700_000_000_000, schemaVersion: 1 },
  { type: 'view_item_list', items: [item, { item_id: 'item-2' }], item_list_id: 'list' },
  { type: 'purchase', items: [item], transaction_id: 'T1' },
  { type: 'search', search_term: 'tent' },
  { type: 'user_engagement', items: [item], engagement_time_msec: 900 },
];
const OPTIONS = {
  manifestUrl: '/model/manifest.json',
  worker: '/aisle/aisle-worker.js',
  namespace: 'fuzzed',
  retention: { maxEvents: 100, maxAgeMs: 1e9 },
  automation: 'record',
  plugins: [],
  consentInputs: [],
  beforeConsent: 'buffer',
  tier: 'light',
};
const GA4 = [
  { event: 'view_item', ecommerce: { items: [item], item_list_id: 'list' } },
  { event: 'purchase', ecommerce: { transaction_id: 'T1', items: [{ ...item, price: '1.299,00' }] } },
  { event: 'search', search_term: 'tent' },
];
const GTAG = [
  ['event', 'add_to_cart', { items: [item] }],
  ['consent', 'default', { personalization_storage: 'denied', region: ['ES'] }],
  ['consent', 'update', { personalization_storage: 'granted' }],
];
const VARIANT = {
  id: 'v',
  price: { amount: 5, currencyCode: 'EUR' },
  product: { id: 'item-1', title: 'Tent', vendor: 'Fjord', type: 'Camping' },
};
const SHOPIFY = [
  { name: 'product_viewed', data: { productVariant: VARIANT } },
  { name: 'collection_viewed', data: { collection: { id: 'c', productVariants: [VARIANT] } } },
  { name: 'product_added_to_cart', data: { cartLine: { quantity: 1, merchandise: VARIANT } } },
  { name: 'cart_viewed', data: { cart: { lines: [{ quantity: 1, merchandise: VARIANT }] } } },
  {
    name: 'checkout_completed',
    data: { checkout: { order: { id: 'T1' }, lineItems: [{ quantity: 1, variant: VARIANT }] } },
  },
  { name: 'search_submitted', data: { searchResult: { query: 'tent' } } },
];
const PRODUCT = {
  '@context': 'https://schema.org',
  '@type': 'Product',
  sku: 'item-1',
  name: 'Tent',
  brand: { name: 'Fjord' },
  category: 'Camping',
  offers: [{ price: '199.50' }],
};
const TC_DATA = {
  eventStatus: 'tcloaded',
  gdprApplies: true,
  listenerId: 3,
  purpose: { consents: { 1: true, 5: true, 6: true } },
  vendor: { consents: { 7: true } },
};

const draw = <T>({ random }: Page, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;

/** Only an AisleError of a code that is documented may come out. */
function mayThrow(page: Page, thrown: unknown, code: AisleErrorCode): void {
  let found: unknown;
  try {
    const error = thrown as AisleError;
    if (error.name === 'AisleError') found = error.code;
  } catch {
    // Nothing of ours.
  }
  if (found !== code) page.problem(`threw ${describe(thrown)}`);
}

/** Nothing that hangs: what a call promises settles. */
async function settled<T>(page: Page, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<undefined>(
    (resolve) => (timer = setTimeout(() => (page.problem('did not settle within 20 s'), resolve(undefined)), 20_000)),
  );
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function describe(thrown: unknown): string {
  try {
    return thrown instanceof Error
      ? `${thrown.name}: ${thrown.message} ${thrown.stack
          ?.split('\n')
          .slice(1, 4)
          .map((line) => line.trim())
          .join(' < ')}`
      : String(thrown);
  } catch {
    return 'something that cannot be looked at';
  }
}

/** Adds the plugin for as long as `act` runs: each input meets one of its own. */
function withPlugin(page: Page, plugin: Plugin, act: () => void): void {
  const stop = page.aisle.use(plugin);
  try {
    act();
  } finally {
    stop();
  }
}

/** The last word of an input holds after it was stopped: this is a better one. */
function grantAgain(page: Page, name: string): void {
  withPlugin(
    page,
    { name, start: ({ setConsent }) => (setConsent('granted', 'the input before it is done'), () => {}) },
    () => {},
  );
}

export const DOORS = {
  async createAisle(page) {
    let aisle: Aisle | undefined;
    try {
      aisle = page.sdk.createAisle(mutated(page.random, OPTIONS) as AisleOptions);
    } catch (error) {
      return mayThrow(page, error, 'invalid-argument');
    }
    if (page.random() < 0.2) {
      await settled(page, aisle.setConsent('granted'));
      await settled(page, aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
    }
    aisle.dispose();
  },
  async track(page) {
    const promise = page.aisle.track(mutated(page.random, draw(page, EVENTS)) as EventInput);
    await settled(page, promise).catch((error: unknown) => mayThrow(page, error, 'invalid-event'));
  },
  async rerank(page) {
    const { aisle, random } = page;
    const items = mutated(
      random,
      draw<unknown>(page, [
        ['item-1', 'item-2'],
        [item, { item_id: 'item-2' }],
      ]),
    );
    const options = random() < 0.5 ? undefined : mutated(random, { deadlineMs: 100 });
    const { items: out } = (await settled(page, aisle.rerank(items as string[], options as object))) ?? {};
    if (out && !Array.isArray(out)) page.problem('rerank gave no list');
  },
  async predict(page) {
    const { aisle, random } = page;
    const { items } =
      (await settled(
        page,
        aisle.predict(
          mutated(random, { k: 3, candidates: ['item-1', 'item-2'], exclude: ['item-2'], deadlineMs: 100 }) as object,
        ),
      )) ?? {};
    if (items && !Array.isArray(items)) page.problem('predict gave no list');
  },
  async setConsent(page) {
    const answer = nastyValue(page.random);
    await settled(page, page.aisle.setConsent(answer as 'granted')).catch((error: unknown) =>
      mayThrow(page, error, 'invalid-argument'),
    );
    const { consent } = page.aisle.status();
    if (consent !== (answer === 'granted' || answer === 'denied' ? answer : 'unset'))
      page.problem(`consent became ${consent}`);
    await settled(page, page.aisle.setConsent('granted'));
  },
  use(page) {
    const { aisle, random } = page;
    const plugin = draw(page, [
      () => mutated(random, { name: 'fuzzed', start: 'no function' }),
      () => ({ name: 'fuzzed', start: () => nastyValue(random) }),
      () => ({
        name: nastyValue(random),
        start: () => {
          throw nastyValue(random);
        },
      }),
      () => ({
        name: 'fuzzed',
        start: ({
          track,
          setConsent,
        }: {
          track(event: unknown): void;
          setConsent(signal: unknown, detail: unknown): void;
        }) => {
          track(mutated(random, draw(page, EVENTS)));
          setConsent('granted', nastyValue(random));
          setConsent(nastyValue(random), nastyValue(random));
          return () => {
            throw nastyValue(random);
          };
        },
      }),
    ])();
    const stop = aisle.use(plugin as Plugin);
    aisle.status();
    stop();
    grantAgain(page, 'fuzzed');
  },
  async scriptTag(page) {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const { contentWindow, contentDocument } = frame;
    for (const kind of ['error', 'unhandledrejection'])
      contentWindow!.addEventListener(kind, (event) =>
        page.problem(
          `${kind} in the page of the tag: ${describe((event as ErrorEvent).error ?? (event as PromiseRejectionEvent).reason)}`,
        ),
      );
    const script = contentDocument!.createElement('script');
    const set = (name: string, value: string) =>
      page.random() < 0.5 && script.setAttribute(name, page.random() < 0.5 ? value : nastyText(page.random));
    script.setAttribute('data-manifest', page.random() < 0.7 ? '/model/manifest.json' : nastyText(page.random));
    for (const [name, value] of [
      ['worker', '/aisle/aisle-worker.js'],
      ['namespace', 'tag'],
      ['automation', 'record'],
      ['tier', 'light'],
      ['before-consent', 'buffer'],
      ['consent-inputs', 'tcf'],
    ] as const)
      set(`data-${name}`, value);
    script.src = '/aisle/aisle.js';
    const loaded = new Promise((resolve) => (script.onload = script.onerror = resolve));
    contentDocument!.body.append(script);
    await settled(page, loaded);
    const { aisle } = contentWindow as unknown as { aisle?: Partial<Aisle> };
    if (aisle?.setConsent && page.random() < 0.3) {
      await settled(page, aisle.setConsent('granted'));
      const stored = aisle.track!({ type: 'view_item', items: [{ item_id: 'item-1' }] });
      // An input of consent that is named and never comes holds it back.
      if (!script.hasAttribute('data-consent-inputs')) await settled(page, stored);
    }
    frame.remove();
  },
  attributes(page) {
    const { random } = page;
    const names = ['item', 'name', 'brand', 'category', 'price', 'quantity', 'list', 'event', 'on', 'items'];
    const make = (depth: number): HTMLElement => {
      const element = document.createElement(draw(page, ['div', 'a', 'button']));
      if (element instanceof HTMLAnchorElement) element.href = '#';
      for (const name of names)
        if (random() < 0.3)
          element.setAttribute(
            `data-aisle-${name}`,
            random() < 0.5 ? draw(page, ['item-1', 'view_item', 'add_to_cart', 'load', '5']) : nastyText(random),
          );
      if (depth < 3) for (let i = Math.floor(random() * 3); i > 0; i--) element.append(make(depth + 1));
      return element;
    };
    const root = document.body.appendChild(make(0));
    withPlugin(page, { name: 'attributes', start: ({ track }) => page.sdk.observeAttributes(document, track) }, () => {
      for (const element of [root, ...root.querySelectorAll<HTMLElement>('*')].slice(0, 4)) element.click();
    });
    root.remove();
  },
  dataLayer(page) {
    const { random } = page;
    const global = window as unknown as Record<string, unknown>;
    // Each its own layer: what is already in one is heard again by the next plugin.
    global.layer = random() < 0.1 ? nastyValue(random) : [mutated(random, draw(page, GA4))];
    withPlugin(page, page.plugins.ga4!({ dataLayer: 'layer' } as never), () => {
      if (!Array.isArray(global.layer) || Object.isFrozen(global.layer)) return;
      global.layer.push(mutated(random, draw(page, GA4)));
      global.layer.push(
        (function (..._given: unknown[]) {
          return arguments;
        })(...drawnList(mutated(random, draw(page, GTAG)))),
      );
    });
  },
  consentMode(page) {
    const { random } = page;
    const global = window as unknown as Record<string, unknown>;
    global.layer = [mutated(random, draw(page, GTAG))];
    withPlugin(page, page.plugins.googleConsentMode!({ dataLayer: 'layer' } as never), () => {
      (global.layer as unknown[]).push(mutated(random, draw(page, GTAG)));
      (global.layer as unknown[]).push(
        (function (..._given: unknown[]) {
          return arguments;
        })(...drawnList(mutated(random, draw(page, GTAG)))),
      );
    });
  },
  tcf(page) {
    const { random } = page;
    const answers: ((data: unknown, success: unknown) => void)[] = [];
    Object.assign(window, {
      __tcfapi: (_command: string, _version: number, callback: () => void) => answers.push(callback),
    });
    withPlugin(page, page.plugins.tcf!(), () => {
      for (const answer of answers) answer(mutated(random, TC_DATA), random() < 0.8 ? true : nastyValue(random));
    });
  },
  structuredData(page) {
    const { random } = page;
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    let json: string | undefined;
    try {
      json = JSON.stringify(
        draw(page, [
          mutated(random, PRODUCT),
          { '@graph': [mutated(random, PRODUCT)] },
          mutated(random, [PRODUCT, PRODUCT]),
        ]),
      );
    } catch {
      // Cycles and getters cannot be written down.
    }
    script.textContent = json === undefined || random() < 0.1 ? nastyText(random) : json;
    const scope = document.createElement('div');
    scope.setAttribute('itemscope', '');
    scope.setAttribute('itemtype', 'https://schema.org/Product');
    for (const name of ['sku', 'name', 'brand', 'price', '__proto__ constructor', nastyText(random)]) {
      const property = scope.appendChild(document.createElement(draw(page, ['meta', 'span', 'data'])));
      property.setAttribute('itemprop', name);
      if (random() < 0.3) property.setAttribute('itemscope', '');
      if (random() < 0.5) property.setAttribute('content', nastyText(random));
      else property.textContent = nastyText(random);
    }
    if (random() < 0.5) document.body.append(script);
    if (random() < 0.5) document.body.append(scope);
    withPlugin(page, page.plugins.structuredData!(), () => {});
    script.remove();
    scope.remove();
  },
  async shopify(page) {
    const { random } = page;
    const read = page.plugins.shopifyEvent as unknown as (event: unknown) => EventInput | undefined;
    const event = read(mutated(random, draw(page, SHOPIFY)));
    if (event)
      await settled(page, page.aisle.track(event)).catch((error: unknown) => mayThrow(page, error, 'invalid-event'));
    Object.assign(window, {
      Shopify: mutated(random, {
        customerPrivacy: { preferencesProcessingAllowed: 'a function', currentVisitorConsent: 'a function' },
        loadFeatures: 'a function',
      }),
    });
    withPlugin(page, page.plugins.shopifyPrivacy!(), () =>
      document.dispatchEvent(new Event('visitorConsentCollected')),
    );
    grantAgain(page, 'shopify-privacy');
  },
  async channel(page) {
    const { random } = page;
    const [channel, listener] = [new BroadcastChannel('aisle-default'), new BroadcastChannel('aisle-default')];
    // Aisle's channel is older than this one, and hears it first. Not every message can be read where it arrives.
    const heard = new Promise((resolve) => (listener.onmessage = listener.onmessageerror = resolve));
    channel.postMessage(
      clonable(
        random,
        draw(page, [
          { kind: 'stored', cursor: { historyId: 'e', seq: 3 } },
          { kind: 'erased' },
          { kind: 'denied' },
          { kind: 'reset' },
        ]),
      ),
    );
    await settled(page, heard);
    channel.close();
    listener.close();
    // After it Aisle still works.
    if (page.aisle.status().consent !== 'granted') await settled(page, page.aisle.setConsent('granted'));
    const stored = await settled(page, page.aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
    if (!stored?.stored && stored?.reason !== 'erased') page.problem(`after a message: ${JSON.stringify(stored)}`);
  },
  async database(page) {
    const { random, aisle } = page;
    const database = await openDatabase();
    const tx = database.transaction(['events', 'meta'], 'readwrite');
    const done = new Promise((resolve) => (tx.oncomplete = tx.onabort = resolve));
    try {
      const key =
        random() < 0.5
          ? undefined
          : draw(page, [
              'a text',
              new Date(0),
              ['a list'],
              -7,
              0.5,
              1e6 * random(),
              new Uint8Array(1),
            ] as IDBValidKey[]);
      tx.objectStore('events').put(clonable(random, draw(page, EVENTS)), key).onerror = (event) =>
        event.preventDefault();
      if (random() < 0.1) tx.objectStore('meta').put(clonable(random, { historyId: 'e' }), 'historyId');
    } catch {
      // An index that cannot be made of the row, for instance: the foreign script's own affair.
    }
    await done;
    database.close();
    for (const event of (await settled(page, aisle.export()))?.events ?? []) checkRow(page, event);
    const stored = await settled(page, aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
    if (!stored?.stored) page.problem(`after a foreign row: ${JSON.stringify(stored)}`);
    const last = (await settled(page, aisle.export()))?.events.at(-1);
    if (last?.type !== 'view_item') page.problem(`the last event is ${JSON.stringify(last)?.slice(0, 200)}`);
    await settled(page, aisle.predict({ k: 3, deadlineMs: 100 }));
  },
} satisfies Record<string, Door>;

export type DoorName = keyof typeof DOORS;

const drawnList = (found: unknown): unknown[] => {
  try {
    return Array.isArray(found) ? [...(found as unknown[])] : [found];
  } catch {
    return [];
  }
};

function openDatabase(name = 'aisle-default'): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => resolve(opening.result);
    // Listed, and gone by now: a page that ended while it was being made takes it along. Looking makes none.
    opening.onupgradeneeded = () => opening.transaction!.abort();
  });
}

function checkRow(page: Pick<Page, 'problem'>, row: unknown): void {
  try {
    parseEvent(row, 0);
  } catch (error) {
    page.problem(`stored ${JSON.stringify(row)?.slice(0, 200)}, which is no event: ${describe(error)}`);
  }
}

/** Every row that is stored anywhere on this origin, once what is under way has been written. */
async function checkStoredRows(page: Pick<Page, 'problem'>): Promise<number> {
  let rows = 0;
  for (const { name } of await indexedDB.databases()) {
    const database = await openDatabase(name).catch((error: unknown) => {
      if ((error as DOMException).name !== 'AbortError') throw error;
    });
    if (!database) continue;
    const found = await new Promise<unknown[]>((resolve, reject) => {
      const all = database.transaction('events').objectStore('events').getAll();
      all.onsuccess = () => resolve(all.result);
      all.onerror = () => reject(all.error!);
    });
    database.close();
    rows += found.length;
    for (const row of found) checkRow(page, row);
  }
  return rows;
}

/** How many inputs were tried, how many rows are stored in the end, and all that went wrong. */
export interface FuzzReport {
  readonly inputs: number;
  readonly rows: number;
  readonly problems: readonly string[];
}

/** Sends `count` inputs through a door. Input n of a seed is always the same one. */
export async function fuzzDoor(
  name: DoorName,
  { seed, count, origin }: { readonly seed: number; readonly count: number; readonly origin: string },
): Promise<FuzzReport> {
  const problems: string[] = [];
  let input = 0;
  const problem = (what: string) => void problems.push(`${name}, input ${input} of seed ${seed}: ${what}`);
  addEventListener('error', ({ error, message }) =>
    problem(`error in the page: ${error === undefined ? message : describe(error)}`),
  );
  addEventListener('unhandledrejection', ({ reason }) => problem(`unhandled rejection: ${describe(reason)}`));
  const sdk = (await import(/* @vite-ignore */ `${origin}/aisle/index.js`)) as Sdk;
  const files = await Promise.all(
    ['ga4', 'google-consent-mode', 'tcf', 'structured-data', 'shopify'].map(
      (file) => import(/* @vite-ignore */ `${origin}/aisle/plugins/${file}.js`) as Promise<Page['plugins']>,
    ),
  );
  const plugins = Object.assign({}, ...files) as Page['plugins'];
  const aisle = sdk.createAisle({
    manifestUrl: '/model/manifest.json',
    worker: '/aisle/aisle-worker.js',
    automation: 'record',
    tier: 'light',
  });
  await aisle.setConsent('granted');
  await aisle.whenReady();
  await aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
  for (; input < count; input++) {
    const page: Page = { sdk, aisle, plugins, problem, random: seededRandom(seed * 1_000_003 + input) };
    try {
      await DOORS[name](page);
    } catch (error) {
      problem(`threw ${describe(error)}`);
    }
  }
  // Rejections that nobody handles are told in a later task; the last events are still being written.
  await aisle.track({ type: 'search', search_term: 'the last one' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const rows = name === 'database' ? 0 : await checkStoredRows({ problem });
  return { inputs: count, rows, problems };
}
