import type { DatabaseOpener } from './databaseFactory.js';
import { NoDatabaseError } from './noDatabaseError.js';

/**
 * Opens existing databases of `factory`. Rejects with `NoDatabaseError` instead of creating one. Only readers need
 * this, so it is not part of the page's bundle.
 */
export const existingDatabases = (factory: DatabaseOpener): Pick<DatabaseOpener, 'open'> => ({
  async open(name, version, callbacks) {
    // Checked first, because WebKit lists a database whose first upgrade was aborted. The standard does not say whether
    // it may: https://github.com/w3c/IndexedDB/issues/491.
    const names = await factory.names();
    if (names && !names.includes(name)) throw new NoDatabaseError(name);
    let missing = false;
    try {
      return await factory.open(name, version, {
        ...callbacks,
        upgrade(database, oldVersion, newVersion, transaction, event) {
          missing = oldVersion === 0;
          if (!missing) return callbacks.upgrade?.(database, oldVersion, newVersion, transaction, event);
          // The open rejects too.
          transaction.done.catch(() => undefined);
          transaction.abort();
        },
      });
    } catch (cause) {
      throw missing ? new NoDatabaseError(name) : cause;
    }
  },
});
