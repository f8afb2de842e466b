import type { OpenDBCallbacks } from 'idb';
import type { DatabaseFactory } from '../databaseFactory.js';
import type { HistoryDatabase, HistorySchema } from '../schema.js';
import { InMemoryKeyRange } from './inMemoryKeyRange.js';
import { InMemoryObjectStore, InMemoryTransaction } from './inMemoryTransaction.js';

type Callbacks = OpenDBCallbacks<HistorySchema>;

// Node lacks this class.
globalThis.IDBKeyRange = InMemoryKeyRange as unknown as typeof IDBKeyRange;

/** A connection: the part of idb's database that the store uses. */
class InMemoryConnection {
  closed = false;
  readonly #database: InMemoryDatabase;
  readonly #databases: InMemoryDatabases;
  readonly callbacks: Callbacks;

  constructor(database: InMemoryDatabase, databases: InMemoryDatabases, callbacks: Callbacks) {
    this.#database = database;
    this.#databases = databases;
    this.callbacks = callbacks;
  }

  transaction(): InMemoryTransaction {
    if (this.closed) throw new DOMException('the connection is closed', 'InvalidStateError');
    const { takeFailure, transactionDelay } = this.#databases;
    return new InMemoryTransaction(this.#database.stores, takeFailure, transactionDelay);
  }

  createObjectStore(name: string) {
    const store = new InMemoryObjectStore();
    this.#database.stores.set(name, store);
    return {
      createIndex: () => undefined,
      add: async (value: unknown, key: string) => void store.rows.set(key, value),
    };
  }

  close(): void {
    this.closed = true;
    this.#database.connections.delete(this);
    for (const resolve of this.#database.waiting.splice(0)) resolve();
  }
}

interface InMemoryDatabase {
  version: number;
  readonly stores: Map<string, InMemoryObjectStore>;
  readonly connections: Set<InMemoryConnection>;
  /** Called when a connection is closed. */
  readonly waiting: (() => void)[];
}

/**
 * A fake of idb over IndexedDB. Tests script what a browser can do at any time: close a connection, refuse a request,
 * block. The browser suites test IndexedDB itself.
 */
export class InMemoryDatabases implements DatabaseFactory {
  readonly databases = new Map<string, InMemoryDatabase>();
  /** The name and version of each requested open. */
  readonly opens: string[] = [];
  /** If false, `names` resolves with undefined, as in Firefox before 126. */
  canList = true;
  /** Opens wait for it. */
  openDelay: Promise<void> = Promise.resolve();
  /** Transactions wait for it, as for one of another page. */
  transactionDelay: Promise<void> = Promise.resolve();
  readonly #failures: { readonly request: string; readonly error: DOMException }[] = [];

  /** The next request of this kind, such as 'events.add', fails and aborts its transaction. */
  failNext(request: string, errorName: string): void {
    this.#failures.push({ request, error: new DOMException(`${request} failed`, errorName) });
  }

  readonly takeFailure = (request: string): DOMException | undefined => {
    const index = this.#failures.findIndex((failure) => failure.request === request);
    return index < 0 ? undefined : this.#failures.splice(index, 1)[0]!.error;
  };

  async open(name: string, version: number | undefined, callbacks: Callbacks): Promise<HistoryDatabase> {
    this.opens.push(`${name} ${version ?? 'any'}`);
    await this.openDelay;
    const failure = this.takeFailure('open');
    if (failure) throw failure;
    const existing = this.databases.get(name);
    const database = existing ?? { version: 0, stores: new Map(), connections: new Set(), waiting: [] };
    const wanted = version ?? Math.max(database.version, 1);
    if (wanted < database.version) throw new DOMException('a later version', 'VersionError');
    if (wanted > database.version)
      await this.#closeOthers(database, (event) => callbacks.blocked?.(database.version, wanted, event));
    const connection = new InMemoryConnection(database, this, callbacks);
    const opened = connection as unknown as HistoryDatabase;
    if (wanted > database.version) {
      const oldVersion = database.version;
      const transaction = new InMemoryTransaction(database.stores, this.takeFailure);
      callbacks.upgrade?.(opened, oldVersion, wanted, transaction as never, {} as IDBVersionChangeEvent);
      await transaction.done;
      database.version = wanted;
      this.databases.set(name, database);
    }
    database.connections.add(connection);
    return opened;
  }

  async delete(name: string): Promise<void> {
    const database = this.databases.get(name);
    if (!database) return;
    await this.#closeOthers(database);
    this.databases.delete(name);
  }

  async #closeOthers(database: InMemoryDatabase, onBlocked?: (event: IDBVersionChangeEvent) => void): Promise<void> {
    const event = {} as IDBVersionChangeEvent;
    for (const { callbacks } of database.connections) callbacks.blocking?.(database.version, null, event);
    // Enough turns for every tab to react.
    for (let tick = 0; tick < 20; tick++) await undefined;
    if (database.connections.size > 0) onBlocked?.(event);
    while (database.connections.size > 0) await new Promise<void>((resolve) => database.waiting.push(resolve));
  }

  async names(): Promise<readonly string[] | undefined> {
    return this.canList ? [...this.databases.keys()] : undefined;
  }

  /** Closes every connection, as an eviction or the end of the storage process does. */
  terminate(name: string): void {
    for (const connection of [...(this.databases.get(name)?.connections ?? [])]) {
      connection.close();
      connection.callbacks.terminated?.();
    }
  }

  /** Adds a tab that does not react and keeps the database open. @returns a function that closes it */
  freezeTab(name: string): () => void {
    const connection = new InMemoryConnection(this.databases.get(name)!, this, {});
    this.databases.get(name)!.connections.add(connection);
    return () => connection.close();
  }

  /** The rows of an object store, by key. */
  rowsOf(name: string, store: 'events' | 'meta' | 'decisions'): Map<IDBValidKey, unknown> {
    return this.databases.get(name)!.stores.get(store)!.rows;
  }
}
