import type { TrackedEvent } from '@aisle/core';
import type { DeviceStore } from './deviceStore.js';
import { MAX_IN_MEMORY_EVENTS } from './historyLocation.js';
import { readLocalText, type StoragePage, writeLocalText } from './localText.js';

/** More events than a page tracks at `pagehide`. */
const MAX_ENTRIES = 50;

/**
 * Stores events in local storage while their IndexedDB writes are pending at `pagehide`. WebKit drops such writes, and
 * Firefox some of them: `test/browsers/lifecycle.test.ts` shows both. Local storage is synchronous. The next page
 * appends events that the database lacks. The journal can go when all browsers complete these writes.
 *
 * An entry is the history's id, a space and the packed event. It is restored only to that history.
 */
export class Journal {
  readonly #key: string;
  readonly #device: Pick<DeviceStore, 'pack' | 'unpack' | 'readSince' | 'append'>;
  readonly #page: StoragePage;
  /** Events that are being written, each with its journal entry, if any. */
  readonly #pendingWrites = new Map<TrackedEvent, string | undefined>();
  /** Between `pagehide` and a return from the back/forward cache. */
  #leaving = false;

  constructor(
    namespace: string,
    device: Pick<DeviceStore, 'pack' | 'unpack' | 'readSince' | 'append'>,
    page: StoragePage,
  ) {
    this.#key = `aisle-${namespace}-journal`;
    this.#device = device;
    this.#page = page;
  }

  /**
   * Registers an event before its write.
   *
   * @param historyId of the history on the device; undefined without one, or if it is not known yet
   */
  begin(event: TrackedEvent, historyId: string | undefined): void {
    this.#pendingWrites.set(event, this.#leaving ? this.#add(event, historyId) : undefined);
  }

  /** Ends the write of an event. @param stored if false, the entry stays for the next page */
  end(event: TrackedEvent, stored: boolean): void {
    const entry = this.#pendingWrites.get(event);
    this.#pendingWrites.delete(event);
    if (entry && stored) this.#write(this.#entries().filter((other) => other !== entry));
  }

  /** Adds an entry for every pending write, and for every event until `onResume`. */
  onPageHide(historyId: string | undefined): void {
    this.#leaving = true;
    for (const [event, entry] of this.#pendingWrites)
      this.#pendingWrites.set(event, entry ?? this.#add(event, historyId));
  }

  onResume(): void {
    this.#leaving = false;
  }

  /** Removes all entries. Pending writes get no entry from now on. */
  clear(): void {
    this.#pendingWrites.clear();
    writeLocalText(this.#page, this.#key);
  }

  /**
   * Appends events of this history from earlier pages, unless the database has them.
   *
   * @param mayAppend checked before each append
   */
  async restore(historyId: string, mayAppend: () => boolean): Promise<void> {
    const entries = this.#entries();
    if (entries.length === 0) return;
    // Before the first await, so that a late write of the previous page, which Firefox can deliver now, is kept.
    writeLocalText(this.#page, this.#key);
    try {
      const { events: latest } = await this.#device.readSince(0, MAX_IN_MEMORY_EVENTS);
      const stored = new Set(latest.map((event) => JSON.stringify(event)));
      const prefix = `${historyId} `;
      for (const entry of entries) {
        const [event] = entry.startsWith(prefix) ? await this.#device.unpack([entry.slice(prefix.length)]) : [];
        if (event && !stored.has(JSON.stringify(event)) && mayAppend()) await this.#device.append(event);
      }
    } catch (cause) {
      // For the next page. It skips the events that were appended.
      if (mayAppend()) this.#write([...entries, ...this.#entries()]);
      throw cause;
    }
  }

  #add(event: TrackedEvent, historyId: string | undefined): string | undefined {
    const packed = historyId === undefined ? undefined : this.#device.pack(event);
    if (!packed) return undefined;
    const entry = `${historyId} ${packed}`;
    this.#write([...this.#entries(), entry].slice(-MAX_ENTRIES));
    return entry;
  }

  #entries(): string[] {
    try {
      const found: unknown = JSON.parse(readLocalText(this.#page, this.#key) ?? '[]');
      return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
    } catch {
      // Another script wrote something that is not JSON.
      return [];
    }
  }

  #write(entries: readonly string[]): void {
    writeLocalText(this.#page, this.#key, entries.length > 0 ? JSON.stringify(entries) : undefined);
  }
}
