import { type AisleError, type AisleErrorCode, parseEvent, type Random, seededRandom } from '@aisle/core';
import type { Aisle, AisleOptions, EventInput, Plugin } from '@aisle/sdk';
import { hostileText, hostileValue, mutated, mutatedClone } from './hostileValues.js';

/** This file runs in the page, because most of these values cannot be sent to it. */
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
  /** Reports a failure of an entry point. */
  problem(what: string): void;
}

/** Sends one input to an entry point. Any error that it does not expect counts as uncaught. */
type EntryPoint = (page: Page) => unknown;

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
  { type: 'view_item', items: [item], timestampMs: Date.now() - 1000, schemaVersion: 1 },
  { type: 'view_item_list', items: [item, { item_id: 'item-2' }], item_list_id: 'list' },
  { type: 'purchase', items: [item], transaction_id: 'T1' },
  { type: 'search', search_term: 'tent' },
  { type: 'user_engagement', items: [item], engagement_time_msec: 900 },
  { type: 'add_payment_info', items: [item], currency: 'EUR' },
  { type: 'refund', transaction_id: 'T1', items: [item] },
  { type: 'view_promotion', promotion_id: 'P1', promotion_name: 'Sale', creative_slot: 'top', items: [item] },
];
const ROW = { k: 3, candidates: ['item-1', 'item-2'], exclude: ['item-2'], maxPerCategory: 2, deadlineMs: 100 };
const OPTIONS = {
  manifestUrl: '/model/manifest.json',
  worker: '/aisle/aisle-worker.js',
  namespace: 'fuzzed',
  retention: { maxEvents: 100, maxAgeMs: 1e9 },
  automation: 'record',
  plugins: [],
  consentInputs: [],
  beforeConsent: 'buffer',
  rowsBeforeConsent: true,
  tier: 'light',
};
const GA4 = [
  { event: 'view_item', ecommerce: { items: [item], item_list_id: 'list' } },
  { event: 'purchase', ecommerce: { transaction_id: 'T1', items: [{ ...item, price: '1.299,00' }] } },
  { event: 'search', search_term: 'tent' },
  { event: 'refund', ecommerce: { transaction_id: 'T1' } },
  { event: 'select_promotion', ecommerce: { promotion_id: 'P1', items: [item] } },
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

const chooseFrom = <T>({ random }: Page, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;

/** Expects an AisleError with this documented code. */
function expectErrorCode(page: Page, thrown: unknown, code: AisleErrorCode): void {
  let found: unknown;
  try {
    const error = thrown as AisleError;
    if (error.name === 'AisleError') found = error.code;
  } catch {
    // The thrown value cannot be read, so it is not an AisleError.
  }
  if (found !== code) page.problem(`threw ${describe(thrown)}`);
}

/** Expects that a promise settles within 20 s. */
async function expectSettled<T>(page: Page, promise: Promise<T>): Promise<T | undefined> {
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
    return 'a value that cannot be read';
  }
}

/** Adds the plugin while `act` runs, so that each input gets a new plugin. */
function withPlugin(page: Page, plugin: Plugin, act: () => void): void {
  const stop = page.aisle.use(plugin);
  try {
    act();
  } finally {
    stop();
  }
}

/** Replaces the latest signal of a consent input, which holds after the input was stopped, by `granted`. */
function replaceSignal(page: Page, name: string): void {
  withPlugin(
    page,
    { name, start: ({ setConsent }) => (setConsent('granted', 'replaces the previous input'), () => {}) },
    () => {},
  );
}

export const ENTRY_POINTS = {
  async createAisle(page) {
    let aisle: Aisle | undefined;
    try {
      aisle = page.sdk.createAisle(mutated(page.random, OPTIONS) as AisleOptions);
    } catch (error) {
      return expectErrorCode(page, error, 'invalid-argument');
    }
    if (page.random() < 0.2) {
      await expectSettled(page, aisle.setConsent('granted'));
      await expectSettled(page, aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
    }
    aisle.dispose();
  },
  async track(page) {
    const promise = page.aisle.track(mutated(page.random, chooseFrom(page, EVENTS)) as EventInput);
    await expectSettled(page, promise).catch((error: unknown) => expectErrorCode(page, error, 'invalid-event'));
  },
  async rerank(page) {
    const { aisle, random } = page;
    const items = mutated(
      random,
      chooseFrom<unknown>(page, [
        ['item-1', 'item-2'],
        [item, { item_id: 'item-2' }],
      ]),
    );
    const added = { orderWeight: 1, features: [{ name: 'stock', weight: 2, value: 3 }], boost: 1 };
    const options = random() < 0.5 ? undefined : mutated(random, { deadlineMs: 100, ...added });
    const { items: out } = (await expectSettled(page, aisle.rerank(items as string[], options as object))) ?? {};
    if (out && !Array.isArray(out)) page.problem('rerank returned no list');
  },
  async predict(page) {
    const { aisle, random } = page;
    const { items } =
      (await expectSettled(
        page,
        aisle.predict(
          mutated(random, {
            ...ROW,
            kind: 'for-you',
            excludeViewed: true,
            diversity: 0.5,
            boost: { 'item-1': 1 },
          }) as object,
        ),
      )) ?? {};
    if (items && !Array.isArray(items)) page.problem('predict returned no list');
  },
  async rowsWithoutHistory(page) {
    const { aisle, random } = page;
    const options = mutated(random, { ...ROW, category: 'Camping' }) as object;
    const row = chooseFrom(page, [
      () => aisle.related(mutated(random, item) as typeof item, options),
      () => aisle.boughtWith(mutated(random, ['item-1', item]) as string[], options),
      () => aisle.trending(options),
    ]);
    const { items } = (await expectSettled(page, row())) ?? {};
    if (items && !Array.isArray(items)) page.problem('a row is not a list');
  },
  async request(page) {
    const { random, aisle } = page;
    const query = mutated(random, { name: 'intent', placement: 'cart' }) as { name: 'intent' };
    await expectSettled(page, aisle.request(query, mutated(random, { deadlineMs: 100 }) as object));
  },
  async setConsent(page) {
    const answer = hostileValue(page.random);
    await expectSettled(page, page.aisle.setConsent(answer as 'granted')).catch((error: unknown) =>
      expectErrorCode(page, error, 'invalid-argument'),
    );
    const { consent } = page.aisle.status();
    if (consent !== (answer === 'granted' || answer === 'denied' ? answer : 'unset'))
      page.problem(`consent became ${consent}`);
    await expectSettled(page, page.aisle.setConsent('granted'));
  },
  use(page) {
    const { aisle, random } = page;
    const plugin = chooseFrom(page, [
      () => mutated(random, { name: 'fuzzed', start: 'no function' }),
      () => ({ name: 'fuzzed', start: () => hostileValue(random) }),
      () => ({
        name: hostileValue(random),
        start: () => {
          throw hostileValue(random);
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
          track(mutated(random, chooseFrom(page, EVENTS)));
          setConsent('granted', hostileValue(random));
          setConsent(hostileValue(random), hostileValue(random));
          return () => {
            throw hostileValue(random);
          };
        },
      }),
    ])();
    const stop = aisle.use(plugin as Plugin);
    aisle.status();
    stop();
    replaceSignal(page, 'fuzzed');
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
      page.random() < 0.5 && script.setAttribute(name, page.random() < 0.5 ? value : hostileText(page.random));
    script.setAttribute('data-manifest', page.random() < 0.7 ? '/model/manifest.json' : hostileText(page.random));
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
    await expectSettled(page, loaded);
    const { aisle } = contentWindow as unknown as { aisle?: Partial<Aisle> };
    if (aisle?.setConsent && page.random() < 0.3) {
      await expectSettled(page, aisle.setConsent('granted'));
      const stored = aisle.track!({ type: 'view_item', items: [{ item_id: 'item-1' }] });
      // A consent input that never answers prevents storing.
      if (!script.hasAttribute('data-consent-inputs')) await expectSettled(page, stored);
    }
    frame.remove();
  },
  attributes(page) {
    const { random } = page;
    const names = ['item', 'name', 'brand', 'category', 'price', 'quantity', 'list', 'event', 'on', 'items'];
    const make = (depth: number): HTMLElement => {
      const element = document.createElement(chooseFrom(page, ['div', 'a', 'button']));
      if (element instanceof HTMLAnchorElement) element.href = '#';
      for (const name of names)
        if (random() < 0.3)
          element.setAttribute(
            `data-aisle-${name}`,
            random() < 0.5
              ? chooseFrom(page, ['item-1', 'view_item', 'add_to_cart', 'load', '5'])
              : hostileText(random),
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
    // A new layer for each input, because a new plugin reads all existing entries of a layer.
    global.layer = random() < 0.1 ? hostileValue(random) : [mutated(random, chooseFrom(page, GA4))];
    withPlugin(page, page.plugins.ga4!({ dataLayer: 'layer' } as never), () => {
      if (!Array.isArray(global.layer) || Object.isFrozen(global.layer)) return;
      global.layer.push(mutated(random, chooseFrom(page, GA4)));
      global.layer.push(
        (function (..._given: unknown[]) {
          return arguments;
        })(...toList(mutated(random, chooseFrom(page, GTAG)))),
      );
    });
  },
  consentMode(page) {
    const { random } = page;
    const global = window as unknown as Record<string, unknown>;
    global.layer = [mutated(random, chooseFrom(page, GTAG))];
    withPlugin(page, page.plugins.googleConsentMode!({ dataLayer: 'layer' } as never), () => {
      (global.layer as unknown[]).push(mutated(random, chooseFrom(page, GTAG)));
      (global.layer as unknown[]).push(
        (function (..._given: unknown[]) {
          return arguments;
        })(...toList(mutated(random, chooseFrom(page, GTAG)))),
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
      for (const answer of answers) answer(mutated(random, TC_DATA), random() < 0.8 ? true : hostileValue(random));
    });
  },
  structuredData(page) {
    const { random } = page;
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    let json: string | undefined;
    try {
      json = JSON.stringify(
        chooseFrom(page, [
          mutated(random, PRODUCT),
          { '@graph': [mutated(random, PRODUCT)] },
          mutated(random, [PRODUCT, PRODUCT]),
        ]),
      );
    } catch {
      // Values with cycles or throwing getters have no JSON.
    }
    script.textContent = json === undefined || random() < 0.1 ? hostileText(random) : json;
    const scope = document.createElement('div');
    scope.setAttribute('itemscope', '');
    scope.setAttribute('itemtype', 'https://schema.org/Product');
    for (const name of ['sku', 'name', 'brand', 'price', '__proto__ constructor', hostileText(random)]) {
      const property = scope.appendChild(document.createElement(chooseFrom(page, ['meta', 'span', 'data'])));
      property.setAttribute('itemprop', name);
      if (random() < 0.3) property.setAttribute('itemscope', '');
      if (random() < 0.5) property.setAttribute('content', hostileText(random));
      else property.textContent = hostileText(random);
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
    const event = read(mutated(random, chooseFrom(page, SHOPIFY)));
    if (event)
      await expectSettled(page, page.aisle.track(event)).catch((error: unknown) =>
        expectErrorCode(page, error, 'invalid-event'),
      );
    Object.assign(window, {
      Shopify: mutated(random, {
        customerPrivacy: { preferencesProcessingAllowed: 'a function', currentVisitorConsent: 'a function' },
        loadFeatures: 'a function',
      }),
    });
    withPlugin(page, page.plugins.shopifyPrivacy!(), () =>
      document.dispatchEvent(new Event('visitorConsentCollected')),
    );
    replaceSignal(page, 'shopify-privacy');
  },
  async channel(page) {
    const { random } = page;
    const [channel, listener] = [new BroadcastChannel('aisle-default'), new BroadcastChannel('aisle-default')];
    // Aisle's channel is older, so it receives the message first. Some messages cannot be deserialised.
    const received = new Promise((resolve) => (listener.onmessage = listener.onmessageerror = resolve));
    channel.postMessage(
      mutatedClone(
        random,
        chooseFrom(page, [
          { kind: 'stored', cursor: { historyId: 'e', seq: 3 } },
          { kind: 'erased' },
          { kind: 'denied' },
          { kind: 'reset' },
        ]),
      ),
    );
    await expectSettled(page, received);
    channel.close();
    listener.close();
    // Aisle must still work.
    if (page.aisle.status().consent !== 'granted') await expectSettled(page, page.aisle.setConsent('granted'));
    const stored = await expectSettled(page, page.aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
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
          : chooseFrom(page, [
              'a text',
              new Date(0),
              ['a list'],
              -7,
              0.5,
              1e6 * random(),
              new Uint8Array(1),
            ] as IDBValidKey[]);
      tx.objectStore('events').put(mutatedClone(random, chooseFrom(page, EVENTS)), key).onerror = (event) =>
        event.preventDefault();
      if (random() < 0.1) tx.objectStore('meta').put(mutatedClone(random, { historyId: 'e' }), 'historyId');
    } catch {
      // The row or key can be invalid for IndexedDB.
    }
    await done;
    database.close();
    for (const event of (await expectSettled(page, aisle.export()))?.events ?? []) checkRow(page, event);
    const stored = await expectSettled(page, aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] }));
    if (!stored?.stored) page.problem(`after a foreign row: ${JSON.stringify(stored)}`);
    const last = (await expectSettled(page, aisle.export()))?.events.at(-1);
    if (last?.type !== 'view_item') page.problem(`the last event is ${JSON.stringify(last)?.slice(0, 200)}`);
    await expectSettled(page, aisle.predict({ k: 3, deadlineMs: 100 }));
  },
} satisfies Record<string, EntryPoint>;

export type EntryPointName = keyof typeof ENTRY_POINTS;

const toList = (found: unknown): unknown[] => {
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
    // The database was deleted after it was listed. Abort, so that opening does not create it.
    opening.onupgradeneeded = () => opening.transaction!.abort();
  });
}

function checkRow(page: Pick<Page, 'problem'>, row: unknown): void {
  try {
    parseEvent(row, 0);
  } catch (error) {
    page.problem(`stored ${JSON.stringify(row)?.slice(0, 200)}, which is not an event: ${describe(error)}`);
  }
}

/** Checks all rows in all databases of this origin. @returns their number */
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

/** The number of inputs, the number of rows stored at the end, and the failures. */
export interface FuzzReport {
  readonly inputs: number;
  readonly rows: number;
  readonly problems: readonly string[];
}

/** Sends `count` inputs to an entry point. Input n of a seed is always the same. */
export async function fuzzEntryPoint(
  name: EntryPointName,
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
      await ENTRY_POINTS[name](page);
    } catch (error) {
      problem(`threw ${describe(error)}`);
    }
  }
  // Unhandled rejections are reported in a later task, and the last events are still being written.
  await aisle.track({ type: 'search', search_term: 'the last one' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const rows = name === 'database' ? 0 : await checkStoredRows({ problem });
  return { inputs: count, rows, problems };
}
