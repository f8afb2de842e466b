import { deleteDB, type OpenDBCallbacks, openDB } from 'idb';
import type { HistoryDatabase, HistorySchema } from './schema.js';

/** What opens and lists databases. */
export interface DatabaseOpener {
  /**
   * @param version undefined opens the database in whichever version it has
   * @throws DOMException `VersionError` where the database has a later version
   */
  open(name: string, version: number | undefined, callbacks: OpenDBCallbacks<HistorySchema>): Promise<HistoryDatabase>;
  /** The names of the databases; undefined where the browser cannot list them. Creates nothing. */
  names(): Promise<readonly (string | undefined)[] | undefined>;
}

/** What opens, deletes and lists databases. Unit tests inject one in memory. */
export interface DatabaseFactory extends DatabaseOpener {
  delete(name: string): Promise<void>;
}

/** idb over the browser's `indexedDB`, for readers: they carry no more of idb than they use. */
export const browserOpener: DatabaseOpener = {
  open: openDB<HistorySchema>,
  async names() {
    // A frame without an origin has no storage. Chromium leaves an unhandled rejection behind when it is asked there.
    if (typeof indexedDB === 'undefined' || origin === 'null') return [];
    // Firefox before 126 cannot list databases, and Chromium rejects where one is damaged.
    const databases = await indexedDB.databases?.().catch(() => undefined);
    return databases?.map(({ name }) => name);
  },
};

/** The same, for the store that erases. */
export const browserDatabases: DatabaseFactory = { ...browserOpener, delete: (name) => deleteDB(name) };
