import { deleteDB, openDB, type OpenDBCallbacks } from 'idb';
import type { HistoryDatabase, HistorySchema } from './schema.js';

/** What opens, deletes and lists databases. Unit tests inject one in memory. */
export interface DatabaseFactory {
  /**
   * @param version undefined opens the database in whichever version it has
   * @throws DOMException `VersionError` where the database has a later version
   */
  open(name: string, version: number | undefined, callbacks: OpenDBCallbacks<HistorySchema>): Promise<HistoryDatabase>;
  delete(name: string): Promise<void>;
  /** The names of the databases; undefined where the browser cannot list them. Creates nothing. */
  names(): Promise<readonly (string | undefined)[] | undefined>;
}

/** idb over the browser's `indexedDB`. */
export const browserDatabases: DatabaseFactory = {
  open: (name, version, callbacks) => openDB<HistorySchema>(name, version, callbacks),
  delete: (name) => deleteDB(name),
  async names() {
    // A frame without an origin has no storage. Chromium leaves an unhandled rejection behind when it is asked there.
    if (typeof indexedDB === 'undefined' || origin === 'null') return [];
    // Firefox before 126 cannot list databases, and Chromium rejects where one is damaged.
    const databases = await indexedDB.databases?.().catch(() => undefined);
    return databases?.map(({ name }) => name);
  },
};
