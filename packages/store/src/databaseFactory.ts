import { mapList } from '@aisle/core';
import { deleteDB, type OpenDBCallbacks, openDB } from 'idb';
import type { HistoryDatabase, HistorySchema } from './schema.js';
import { settlesWithin } from './settlesWithin.js';

/** In Safari 14, the first calls of a visit may never settle: https://github.com/jakearchibald/safari-14-idb-fix. */
const LIST_WAIT_MS = 2000;

/** Opens and lists databases. */
export interface DatabaseOpener {
  /**
   * @param version undefined opens the database in its current version
   * @throws DOMException `VersionError` if the database has a later version
   */
  open(name: string, version: number | undefined, callbacks: OpenDBCallbacks<HistorySchema>): Promise<HistoryDatabase>;
  /** The names of the databases. Undefined if the browser cannot list them. Creates no database. */
  names(): Promise<readonly (string | undefined)[] | undefined>;
}

/** Opens, deletes and lists databases. Unit tests inject one in memory. */
export interface DatabaseFactory extends DatabaseOpener {
  delete(name: string): Promise<void>;
}

/** idb over the browser's `indexedDB`, for readers. It bundles only the part of idb that they use. */
export const browserOpener: DatabaseOpener = {
  open: openDB<HistorySchema>,
  async names() {
    // A frame with an opaque origin has no storage, and `databases` rejects with a SecurityError there
    // (https://w3c.github.io/IndexedDB/#dom-idbfactory-databases). Chromium also reports an unhandled rejection.
    if (typeof indexedDB === 'undefined' || origin === 'null') return [];
    // Firefox before 126 lacks `databases` (https://bugzilla.mozilla.org/show_bug.cgi?id=934640). Chromium rejects if a
    // database is damaged. The `?.` can go with support for Firefox 125.
    try {
      const databases = indexedDB.databases?.();
      if (!databases || !(await settlesWithin(databases, LIST_WAIT_MS))) return undefined;
      return mapList(await databases, ({ name }) => name);
    } catch {
      return undefined;
    }
  },
};

/** The same with deletion, for the store. */
export const browserDatabases: DatabaseFactory = { ...browserOpener, delete: (name) => deleteDB(name) };
