import type { PageEnvironment } from './pageEnvironment.js';

/** The part of a page that has local storage. */
export type StoragePage = Pick<PageEnvironment, 'localStorage'>;

/** The text under a key of local storage. Undefined if there is none, or if the browser blocks storage. */
export function readLocalText(page: StoragePage, key: string): string | undefined {
  try {
    return page.localStorage.getItem(key) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a text under a key of local storage. Nothing happens if the storage is full or blocked: what is kept there
 * makes things better and is never the only copy of a promise.
 *
 * @param text '' or undefined removes the key, whatever is there
 */
export function writeLocalText(page: StoragePage, key: string, text?: string): void {
  try {
    if (text) page.localStorage.setItem(key, text);
    else page.localStorage.removeItem(key);
  } catch {
    // See above.
  }
}
