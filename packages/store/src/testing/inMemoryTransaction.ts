import { compareKeys, InMemoryKeyRange } from './inMemoryKeyRange.js';

/** One object store of a database in memory. */
export class InMemoryObjectStore {
  rows = new Map<IDBValidKey, unknown>();
  nextKey = 1;

  sortedKeys(range?: InMemoryKeyRange): IDBValidKey[] {
    return [...this.rows.keys()].filter((key) => range?.includes(key) ?? true).sort(compareKeys);
  }
}

/** Returns the error of the next request of a kind, such as 'events.add'. */
export type FailRequest = (request: string) => DOMException | undefined;

/**
 * The part of idb's transactions that the store uses. A request takes effect when it is issued, and its promise settles
 * later. An abort reverts the effects.
 */
export class InMemoryTransaction {
  error: DOMException | null = null;
  readonly done: Promise<void>;
  readonly #stores: ReadonlyMap<string, InMemoryObjectStore>;
  readonly #fail: FailRequest;
  readonly #delay: Promise<void>;
  readonly #before: ReadonlyMap<string, Pick<InMemoryObjectStore, 'rows' | 'nextKey'>>;
  #issued = 0;
  #end: { readonly resolve: () => void; readonly reject: (error: DOMException) => void } | undefined;

  /** @param delay requests and the commit wait for it */
  constructor(stores: ReadonlyMap<string, InMemoryObjectStore>, fail: FailRequest, delay = Promise.resolve()) {
    this.#stores = stores;
    this.#fail = fail;
    this.#delay = delay;
    this.#before = new Map([...stores].map(([name, { rows, nextKey }]) => [name, { rows: new Map(rows), nextKey }]));
    this.done = new Promise((resolve, reject) => (this.#end = { resolve, reject }));
    void this.#commitWhenUnused();
  }

  /** A transaction commits by itself when a turn ends without a new request. */
  async #commitWhenUnused(): Promise<void> {
    for (let seen = -1; seen !== this.#issued; ) {
      seen = this.#issued;
      for (let tick = 0; tick < 20; tick++) await undefined;
    }
    this.commit();
  }

  commit(): void {
    if (this.error) return;
    void this.#delay.then(() => this.#end?.resolve());
  }

  abort(error = new DOMException('aborted', 'AbortError')): void {
    this.error = error;
    for (const [name, before] of this.#before) Object.assign(this.#stores.get(name)!, before);
    void this.#rejectLater(error);
  }

  /** Rejects after the requests that the abort ends, as IndexedDB does. */
  async #rejectLater(error: DOMException): Promise<void> {
    for (let tick = 0; tick < 10; tick++) await undefined;
    this.#end?.reject(error);
  }

  objectStore(name: string) {
    const store = this.#stores.get(name);
    if (!store) throw new DOMException(`no object store ${name}`, 'NotFoundError');
    const request = <T>(kind: string, perform: () => T): Promise<T> => this.#request(`${name}.${kind}`, perform);
    const put = (value: unknown, key: IDBValidKey) => {
      if (typeof key === 'number') store.nextKey = Math.max(store.nextKey, key + 1);
      store.rows.set(key, structuredClone(value));
      return key;
    };
    const deleteKey = (key: IDBValidKey | InMemoryKeyRange) => {
      const keys = key instanceof InMemoryKeyRange ? store.sortedKeys(key) : [key];
      keys.forEach((one) => store.rows.delete(one));
    };
    const cursorAt = (keys: readonly IDBValidKey[]): unknown =>
      keys.length === 0
        ? null
        : {
            key: keys[0],
            value: store.rows.get(keys[0]!),
            delete: () => request('delete', () => deleteKey(keys[0]!)),
            continue: () => request('continue', () => cursorAt(keys.slice(1))),
          };
    return {
      add: (value: unknown, key: IDBValidKey = store.nextKey) =>
        request('add', () => {
          if (store.rows.has(key)) throw new DOMException('the key exists', 'ConstraintError');
          return put(value, key);
        }),
      put: (value: unknown, key: IDBValidKey) => request('put', () => put(value, key)),
      get: (key: IDBValidKey) => request('get', () => store.rows.get(key)),
      getAll: (range?: InMemoryKeyRange | null, count?: number) =>
        request('getAll', () =>
          store
            .sortedKeys(range ?? undefined)
            .slice(0, count)
            .map((key) => store.rows.get(key)),
        ),
      getAllKeys: () => request('getAllKeys', () => store.sortedKeys()),
      count: () => request('count', () => store.rows.size),
      delete: (key: IDBValidKey | InMemoryKeyRange) => request('delete', () => deleteKey(key)),
      clear: () => request('clear', () => store.rows.clear()),
      openCursor: () => request('openCursor', () => cursorAt(store.sortedKeys())),
      openKeyCursor: (range: InMemoryKeyRange) =>
        request('openKeyCursor', () => cursorAt(store.sortedKeys(range).slice(-1))),
      /** The index `byTimestampMs`. */
      index: () => {
        const inRange = (range: InMemoryKeyRange) =>
          [...store.rows].filter(([, row]) => range.includes((row as { timestampMs: number }).timestampMs));
        return {
          getAllKeys: (range: InMemoryKeyRange) =>
            request('index.getAllKeys', () => inRange(range).map(([key]) => key)),
          getAll: (range: InMemoryKeyRange) => request('index.getAll', () => inRange(range).map(([, row]) => row)),
          count: (range: InMemoryKeyRange) => request('index.count', () => inRange(range).length),
        };
      },
    };
  }

  #request<T>(kind: string, perform: () => T): Promise<T> {
    this.#issued += 1;
    if (this.error) return Promise.reject(new DOMException('the transaction was aborted', 'AbortError'));
    try {
      const failure = this.#fail(kind);
      if (failure) throw failure;
      const result = perform();
      return this.#delay.then(() => result);
    } catch (cause) {
      this.abort(cause as DOMException);
      return Promise.reject(cause as DOMException);
    }
  }
}
