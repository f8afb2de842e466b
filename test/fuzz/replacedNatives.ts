import { nativesNamed, type Replacement, type replaceNative } from './replaceNative.js';

/*
 * Runs in a page with its own natives. Each case is a shop in a frame, whose natives are replaced before its tag loads.
 */

export interface NativeCase {
  readonly native: string;
  readonly replacement: Replacement;
}

export interface CaseReport {
  /** Rows and texts that a shop must never find, and missing events without a reason. */
  readonly problems: readonly string[];
  /** Errors that reached the shop's page. */
  readonly uncaught: readonly string[];
  /** How many of the valid events were stored. */
  readonly stored: number;
}

type Aisle = Pick<import('@aisle/sdk').Aisle, 'track' | 'setConsent' | 'status'>;
interface Shop extends Omit<Window, 'aisle'> {
  readonly aisle?: Aisle;
  readonly fuzzing: { readonly replaceNative: typeof replaceNative };
  readonly events: { readonly valid: () => unknown[]; readonly invalid: () => unknown[] };
  readonly errors: readonly string[];
  readonly begin: (calls: (() => Promise<unknown>)[]) => unknown[];
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function waitUntil(isDone: () => unknown, limitMs: number): Promise<boolean> {
  for (const startedMs = performance.now(); !isDone(); await wait(5))
    if (performance.now() - startedMs > limitMs) return false;
  return true;
}

/** What the valid events of the shop's page must be in the history. */
const EXPECTED = [
  { schemaVersion: 1, type: 'view_item', items: [{ item_id: 'a', item_name: 'Lamp "1"', price: 9.5 }] },
  { schemaVersion: 1, type: 'search', search_term: 'rot\n"Lampe" 🔥' },
  {
    schemaVersion: 1,
    type: 'purchase',
    currency: 'EUR',
    transaction_id: 'T-1',
    items: [
      { item_id: '7', quantity: 2 },
      { item_id: 'b', item_brand: 'Lux', item_category: 'Home', index: 0 },
    ],
  },
];
/** Scripts in the shop's frame: the events, with fields that must not be stored, and calls that wait for their results. */
export const SHOP_SCRIPT = `
  const secret = { email: 'someone@example.org', user_id: 'u-1', phone: '+49 1' };
  const valid = () => [
    { type: 'view_item', ...secret, items: [{ item_id: 'a', item_name: 'Lamp "1"', price: 9.5, ...secret }] },
    { type: 'search', search_term: 'rot\\n"Lampe" 🔥', ...secret },
    {
      type: 'purchase', currency: 'EUR', transaction_id: 'T-1', item_list_id: 'no list', ...secret,
      items: [
        { item_id: 7, quantity: 2, ...secret },
        { item_id: 'b', item_brand: 'Lux', item_category: 'Home', index: 0, ...secret },
      ],
    },
  ];
  const invalid = () => [
    { type: 'view_item', items: [{ price: 1 }] },
    { type: 'view_item', items: [{ item_id: 'a', price: 'free' }] },
    { type: 'view_item', items: ['a'] },
    { type: 'page_view', items: [{ item_id: 'a' }] },
  ];
  window.events = { valid, invalid };
  window.errors = [];
  const report = (what) => (window.errors[window.errors.length] = what);
  window.addEventListener('error', ({ message }) => report('error ' + message));
  window.addEventListener('unhandledrejection', ({ reason }) => report('rejection ' + (reason && reason.message)));
  window.begin = (calls) => {
    const results = [];
    for (let i = 0; i < calls.length; i++) (async () => {
      try { results[i] = { value: await calls[i]() }; } catch (cause) { results[i] = { cause }; }
    })();
    return results;
  };
`;

/** Orders the keys, so that equal rows have equal texts. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, field]) => [key, sorted(field)]),
        )
      : value;
const textOf = (value: unknown) => JSON.stringify(sorted(value));

async function rowsIn(name: string): Promise<Record<string, unknown>[]> {
  if (!(await indexedDB.databases()).some((database) => database.name === name)) return [];
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    // The database was deleted after it was listed. Abort, so that opening does not create it.
    opening.onerror = () => (opening.error!.name === 'AbortError' ? resolve([]) : reject(opening.error!));
    opening.onupgradeneeded = () => opening.transaction!.abort();
    opening.onsuccess = () => {
      const database = opening.result;
      if (!database.objectStoreNames.contains('events')) {
        database.close();
        return resolve([]);
      }
      const reading = database.transaction('events').objectStore('events').getAll();
      reading.onsuccess = () => {
        database.close();
        resolve(reading.result);
      };
    };
  });
}

const textsOf = (namespace: string) =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(`aisle-${namespace}-`))
    .map((key) => `${key}: ${localStorage.getItem(key)}`);

/** The natives that the tag's code names. */
export const nativesOf = (names: readonly string[]): string[] => nativesNamed(names);

async function run({ native, replacement }: NativeCase, number: number, pageUrl: string): Promise<CaseReport> {
  const problems: string[] = [];
  const namespace = `case-${number}`;
  const name = `aisle-${namespace}`;
  const frame = document.createElement('iframe');
  const query = new URLSearchParams({ native, replacement, namespace });
  frame.src = `${pageUrl}?${query}`;
  await new Promise((resolve) => {
    frame.onload = resolve;
    document.body.append(frame);
  });
  const shop = frame.contentWindow as unknown as Shop;
  const aisle = shop.aisle;
  const problem = (what: string) => void problems.push(`${native} ${replacement}: ${what}`);
  let stored = 0;
  const uncaught: string[] = [];
  try {
    if (typeof aisle?.track === 'function') {
      const consent = shop.begin([() => aisle.setConsent('granted')]);
      await waitUntil(() => consent[0], 1000);
      // By index, because lists of the frame have its methods.
      const calls: (() => Promise<unknown>)[] = [];
      for (const events of [shop.events.valid(), shop.events.invalid()])
        for (let i = 0; i < events.length; i++) calls.push(() => aisle.track(events[i] as never));
      const results = shop.begin(calls);
      const settled = await waitUntil(() => calls.every((_, i) => results[i]), 1000);
      // The journal of a page that is being left.
      shop.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      const leaving = shop.begin([() => aisle.track(shop.events.valid()[0] as never)]);
      for (const text of textsOf(namespace))
        if (/example\.org|u-1|no list/.test(text)) problem(`local storage has ${text.slice(0, 300)}`);
      await waitUntil(() => leaving[0], 300);
      shop.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      const rows = await rowsIn(name);
      const expected = EXPECTED.map(textOf);
      for (const { timestampMs, ...row } of rows) {
        if (!expected.includes(textOf(row))) problem(`stored ${textOf(row)}`);
        if (!(typeof timestampMs === 'number' && Math.abs(timestampMs - Date.now()) < 60_000))
          problem(`stored the time ${String(timestampMs)}`);
      }
      stored = expected.filter((text) => rows.some(({ timestampMs, ...row }) => textOf(row) === text)).length;
      let reason: unknown;
      try {
        const status = aisle.status();
        reason =
          status.lastProblem?.message ?? (status.consent !== 'granted' ? `consent ${status.consent}` : undefined);
      } catch (cause) {
        uncaught.push(`status() threw ${String(cause)}`);
      }
      if (stored < EXPECTED.length && !reason && uncaught.length === 0)
        problem(
          `stored ${stored} of ${EXPECTED.length} without a reason${settled ? '' : ', and a call did not settle'}: ${JSON.stringify(results)}`,
        );
      const denied = shop.begin([() => aisle.setConsent('denied')]);
      await waitUntil(() => denied[0], 2500);
    }
  } catch (cause) {
    uncaught.push(`threw ${String(cause)}`);
  }
  for (let tries = 0; tries < 10 && ((await rowsIn(name)).length > 0 || textsOf(namespace).length > 0); tries++)
    await wait(50);
  const left = [...(await rowsIn(name)).map(textOf), ...textsOf(namespace)];
  // By index, because the frame may have replaced its iterators.
  for (let i = 0; i < shop.errors.length; i++) uncaught.push(shop.errors[i]!);
  if (left.length > 0) problem(`after a denial, ${left.length} texts remain: ${left[0]!.slice(0, 200)}`);
  frame.remove();
  return { problems, stored, uncaught: uncaught.map((what) => `${native} ${replacement}: ${what}`) };
}

/** Runs cases, a few at a time. */
export async function runCases(cases: readonly NativeCase[], pageUrl: string): Promise<CaseReport[]> {
  const reports: CaseReport[] = [];
  let next = 0;
  const work = async () => {
    while (next < cases.length) {
      const number = next++;
      reports[number] = await run(cases[number]!, number, pageUrl);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return reports;
}
