import type { DatabaseOpener } from './databaseFactory.js';
import { NoDatabaseError } from './noDatabaseError.js';

/**
 * Opens the databases of `factory` that exist, and creates none: an open rejects with `NoDatabaseError` instead. Only
 * readers need this, so the page, which writes, does not load it.
 */
export const existingDatabases = (factory: DatabaseOpener): Pick<DatabaseOpener, 'open'> => ({
  async open(name, version, callbacks) {
    // WebKit lists a database that was never made after its first upgrade was aborted, so none is begun.
    const names = await factory.names();
    if (names && !names.includes(name)) throw new NoDatabaseError(name);
    let missing = false;
    try {
      return await factory.open(name, version, {
        ...callbacks,
        upgrade(database, oldVersion, newVersion, transaction, event) {
          missing = oldVersion === 0;
          if (!missing) return callbacks.upgrade?.(database, oldVersion, newVersion, transaction, event);
          // The open rejects as well.
          transaction.done.catch(() => undefined);
          transaction.abort();
        },
      });
    } catch (cause) {
      throw missing ? new NoDatabaseError(name) : cause;
    }
  },
});
