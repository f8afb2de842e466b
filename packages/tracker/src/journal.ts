import type { TrackedEvent } from '@aisle/core';
import type { DeviceStore } from './deviceStore.js';
import { MAX_IN_MEMORY_EVENTS } from './historyLocation.js';
import { readLocalText, type StoragePage, writeLocalText } from './localText.js';

/** More than a page tracks while it is left. */
const MAX_ENTRIES = 50;

/**
 * Keeps events in local storage that are written while the page is left: WebKit drops what IndexedDB is given then, and
 * Firefox some of it. Local storage is written at once. The next page appends what the database misses.
 *
 * An entry is a history's id, a space and the packed event. It counts for that history only.
 */
export class Journal {
  readonly #key: string;
  readonly #device: Pick<DeviceStore, 'pack' | 'unpack' | 'readSince' | 'append'>;
  readonly #page: StoragePage;
  /** Events that are being written, each with its entry if it has one. */
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
   * The database is being given an event.
   *
   * @param historyId of the history on the device; undefined where there is none, or where it is not known yet
   */
  begin(event: TrackedEvent, historyId: string | undefined): void {
    this.#pendingWrites.set(event, this.#leaving ? this.#add(event, historyId) : undefined);
  }

  /** @param stored false if the write failed: the entry stays for the next page */
  end(event: TrackedEvent, stored: boolean): void {
    const entry = this.#pendingWrites.get(event);
    this.#pendingWrites.delete(event);
    if (entry && stored) this.#write(this.#entries().filter((other) => other !== entry));
  }

  /** The page is being left: writes down what the database may not receive any more, now and until `resume`. */
  onPageHide(historyId: string | undefined): void {
    this.#leaving = true;
    for (const [event, entry] of this.#pendingWrites) this.#pendingWrites.set(event, entry ?? this.#add(event, historyId));
  }

  onResume(): void {
    this.#leaving = false;
  }

  /** Removes all entries without reading them. What is being written gets none from now on. */
  clear(): void {
    this.#pendingWrites.clear();
    writeLocalText(this.#page, this.#key);
  }

  /**
   * Appends what earlier pages left here of this history, unless the database has it.
   *
   * @param mayAppend false as soon as nothing may be appended any more
   */
  async restore(historyId: string, mayAppend: () => boolean): Promise<void> {
    const entries = this.#entries();
    if (entries.length === 0) return;
    // Before anything is awaited: a write of the page before, which Firefox may still deliver, is not overwritten.
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
      // For the next page, which leaves out what was appended.
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
      // Not JSON: written by another script.
      return [];
    }
  }

  #write(entries: readonly string[]): void {
    writeLocalText(this.#page, this.#key, entries.length > 0 ? JSON.stringify(entries) : undefined);
  }
}
