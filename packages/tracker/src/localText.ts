import type { PageEnvironment } from './pageEnvironment.js';

/** The part of a page with local storage. */
export type StoragePage = Pick<PageEnvironment, 'localStorage'>;

/*
 * Texts are read and removed by syntax: pages replace `getItem` and `removeItem`, and an erasure must not depend on
 * them. All keys begin with `aisle-`, so that no method of `Storage` has the same name.
 */

/** Reads a text from local storage. Undefined if it is missing, or if the browser blocks storage. */
export function readLocalText(page: StoragePage, key: string): string | undefined {
  try {
    const text = page.localStorage[key];
    return typeof text === 'string' && text ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a text to local storage. Does nothing if the storage is full or blocked: no acknowledged event depends on it.
 *
 * @param text '' or undefined removes the key
 */
export function writeLocalText(page: StoragePage, key: string, text?: string): void {
  try {
    const { localStorage } = page;
    if (text) localStorage.setItem(key, text);
    // A replaced `setItem` may have stored another text.
    if (!text || localStorage[key] !== text) delete localStorage[key];
  } catch {
    // See above.
  }
}
