import type { PageEnvironment } from './pageEnvironment.js';

/** The part of a page with local storage. */
export type StoragePage = Pick<PageEnvironment, 'localStorage'>;

/** Reads a text from local storage. Undefined if it is missing, or if the browser blocks storage. */
export function readLocalText(page: StoragePage, key: string): string | undefined {
  try {
    return page.localStorage.getItem(key) || undefined;
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
    if (text) page.localStorage.setItem(key, text);
    else page.localStorage.removeItem(key);
  } catch {
    // See above.
  }
}
