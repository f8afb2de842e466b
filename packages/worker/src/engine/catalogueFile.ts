import { AisleError, isRecord, type PlainError, parseItemId, toAisleError, toPlainError } from '@aisle/core';
import { describeRedirect } from '@aisle/weights/loader';
import type { CatalogueItem } from '../protocol.js';

/** A public file, identical for all shoppers: no cookies, no referrer, and no redirects. */
const REQUEST: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'manual' };
const DEADLINE_MS = 30_000;
/** Uncompressed, some 80,000 items. A larger file takes too much memory on a phone, and seconds to parse. */
const MAX_BYTES = 1 << 24;
const TEXTS = ['item_name', 'item_brand', 'item_category', 'image', 'url'] as const;
const CURRENCY = /^[A-Z]{3}$/;

export type CatalogueEntries = ReadonlyMap<string, CatalogueItem>;

/** The shop's catalogue files. Each is fetched and parsed once for each worker. */
export class CatalogueFiles {
  readonly #files = new Map<string, Promise<CatalogueEntries>>();
  readonly #report: (problem: PlainError) => void;
  readonly #stopped: AbortSignal;
  readonly #cache: RequestCache;

  /**
   * @param report receives a problem if entries were skipped
   * @param stopped once aborted, nothing more is fetched
   * @param persist whether the browser's HTTP cache may store the files. Not before consent
   */
  constructor(report: (problem: PlainError) => void, stopped: AbortSignal, persist = true) {
    this.#report = report;
    this.#stopped = stopped;
    this.#cache = persist ? 'default' : 'no-store';
  }

  /** @throws AisleError `catalogue-file-unusable`; the next call tries again */
  get(url: string): Promise<CatalogueEntries> {
    let file = this.#files.get(url);
    if (!file) {
      file = this.#read(url).catch((cause: unknown) => {
        this.#files.delete(url);
        throw unusable(url, toAisleError(cause).message, cause);
      });
      this.#files.set(url, file);
    }
    return file;
  }

  async #read(url: string): Promise<CatalogueEntries> {
    const text = download(url, this.#stopped, this.#cache);
    // The first NumberFormat of a browser process takes 20 to 30 ms on any thread, later ones almost nothing. Create it
    // here during the download, so that the page's thread need not when it formats prices.
    new Intl.NumberFormat().format(0);
    const { items, problems } = parseCatalogueFile(JSON.parse(await text));
    const [first] = problems;
    if (items.size === 0) throw new Error(first ? `it has no usable entry: ${first}` : 'it is empty');
    if (first)
      this.#report(
        toPlainError(
          unusable(
            url,
            `${problems.length} of ${items.size + problems.length} entries were skipped, the first because ${first}`,
          ),
        ),
      );
    return items;
  }
}

function unusable(url: string, why: string, cause?: unknown): AisleError {
  return new AisleError('catalogue-file-unusable', `Catalogue file ${url}: ${why}.`, { url }, cause);
}

async function download(url: string, stopped: AbortSignal, cache: RequestCache): Promise<string> {
  stopped.throwIfAborted();
  // Older supported browsers lack `AbortSignal.any` (https://developer.mozilla.org/docs/Web/API/AbortSignal/any_static).
  const controller = new AbortController();
  for (const signal of [stopped, AbortSignal.timeout(DEADLINE_MS)])
    signal.addEventListener('abort', () => controller.abort(signal.reason));
  const response = await fetch(url, { ...REQUEST, cache, signal: controller.signal }).catch((cause: unknown) => {
    throw new Error(`${toAisleError(cause).message}; check the URL, its CORS headers and connect-src`);
  });
  if (!response.ok) {
    const redirect = await describeRedirect(url, response, fetch, controller.signal);
    throw new Error(`it ${redirect ?? `responded with ${response.status}; expected 200`}`);
  }
  const reader = response.body!.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let byteCount = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).text();
    byteCount += value.length;
    if (byteCount > MAX_BYTES) {
      void reader.cancel().catch(() => undefined);
      throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    }
    parts.push(value);
  }
}

/**
 * Parses a list of entries, or `{ currency, items }` with the default currency. Unknown fields pass through.
 *
 * @returns entries by item id, and the reasons for skipped ones
 * @throws Error for any other file
 */
export function parseCatalogueFile(found: unknown): {
  readonly items: CatalogueEntries;
  readonly problems: readonly string[];
} {
  const { items: entries, currency } = isRecord(found) ? found : { items: found };
  if (!Array.isArray(entries)) throw new Error('it must be a list of items, or an object with one in "items"');
  if (currency !== undefined && !isCurrency(currency)) throw new Error('its "currency" must be three capital letters');
  const items = new Map<string, CatalogueItem>();
  const problems: string[] = [];
  entries.forEach((entry: unknown, at) => {
    try {
      const item = readEntry(entry, currency);
      items.set(item.item_id, item);
    } catch (cause) {
      problems.push(`items[${at}]: ${toAisleError(cause).message}`);
    }
  });
  return { items, problems };
}

const isCurrency = (found: unknown): found is string => typeof found === 'string' && CURRENCY.test(found);

function readEntry(found: unknown, fileCurrency: string | undefined): CatalogueItem {
  if (!isRecord(found)) throw new Error('it is not an object');
  // Some exports write null for missing values.
  const entry = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
  const { item_id, price, in_stock, currency = fileCurrency } = entry;
  const expect = (field: string, expected: string, holds: boolean) => {
    if (!holds) throw new Error(`${field} must be ${expected}`);
  };
  for (const field of TEXTS) expect(field, 'a text', entry[field] === undefined || typeof entry[field] === 'string');
  expect('price', 'a number of at least 0', price === undefined || (typeof price === 'number' && price >= 0));
  expect('in_stock', 'true or false', in_stock === undefined || typeof in_stock === 'boolean');
  expect('currency', 'three capital letters', currency === undefined || isCurrency(currency));
  return { ...entry, item_id: readItemId(item_id), ...(currency !== undefined && { currency: currency as string }) };
}

function readItemId(found: unknown): string {
  try {
    return parseItemId(found);
  } catch {
    throw new Error('item_id must be a text of 1 to 200 characters, or a whole number');
  }
}
