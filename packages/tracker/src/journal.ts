import { contains, eventToJson, filterList, mapList, type TrackedEvent } from '@aisle/core';
import type { DeviceStore } from './deviceStore.js';
import { MAX_IN_MEMORY_EVENTS } from './historyLocation.js';
import { readLocalText, type StoragePage, writeLocalText } from './localText.js';

/** More events than a page tracks at `pagehide`. */
const MAX_ENTRIES = 50;

interface Entry {
  readonly historyId: string;
  readonly packed: string;
}

interface PendingWrite {
  readonly event: TrackedEvent;
  /** The packed event of its journal entry, if it has one. */
  packed: string | undefined;
}

/**
 * Stores events in local storage while their IndexedDB writes are pending at `pagehide`. WebKit drops such writes, and
 * Firefox some of them: `test/browsers/lifecycle.test.ts` shows both. Local storage is synchronous. The next page
 * appends events that the database lacks. The journal can go when all browsers complete these writes.
 *
 * An entry is two lines: the history's id and the packed event. It is restored only to that history. Lines need no
 * method that a page may have replaced, unlike a list in JSON.
 */
export class Journal {
  readonly #key: string;
  readonly #device: Pick<DeviceStore, 'pack' | 'unpack' | 'readSince' | 'append'>;
  readonly #page: StoragePage;
  #pendingWrites: PendingWrite[] = [];
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
    const packed = this.#leaving ? this.#add(event, historyId) : undefined;
    this.#pendingWrites[this.#pendingWrites.length] = { event, packed };
  }

  /** Ends the write of an event. @param stored if false, the entry stays for the next page */
  end(event: TrackedEvent, stored: boolean): void {
    const ended = filterList(this.#pendingWrites, (write) => write.event === event)[0];
    this.#pendingWrites = filterList(this.#pendingWrites, (write) => write !== ended);
    const packed = ended?.packed;
    if (packed && stored) this.#write(filterList(entriesOf(this.#text), (entry) => entry.packed !== packed));
  }

  /** Adds an entry for every pending write, and for every event until `onResume`. */
  onPageHide(historyId: string | undefined): void {
    this.#leaving = true;
    mapList(this.#pendingWrites, (write) => (write.packed ??= this.#add(write.event, historyId)));
  }

  onResume(): void {
    this.#leaving = false;
  }

  /** Removes all entries without reading them. Pending writes get no entry from now on. */
  clear(): void {
    this.#pendingWrites = [];
    writeLocalText(this.#page, this.#key);
  }

  /**
   * Appends events of this history from earlier pages, unless the database has them.
   *
   * @param mayAppend checked before each append
   */
  async restore(historyId: string, mayAppend: () => boolean): Promise<void> {
    const text = this.#text;
    const entries = entriesOf(text);
    if (entries.length === 0) return;
    // Before the first await, so that a late write of the previous page, which Firefox can deliver now, is kept.
    writeLocalText(this.#page, this.#key);
    try {
      const { events: latest } = await this.#device.readSince(0, MAX_IN_MEMORY_EVENTS);
      const stored = mapList(latest, eventToJson);
      for (let i = 0; i < entries.length; i++) {
        const { historyId: of, packed } = entries[i]!;
        const event = of === historyId ? (await this.#device.unpack([packed]))[0] : undefined;
        if (event && !contains(stored, eventToJson(event)) && mayAppend()) await this.#device.append(event);
      }
    } catch (cause) {
      // For the next page. It skips the events that were appended.
      if (mayAppend()) writeLocalText(this.#page, this.#key, text + this.#text);
      throw cause;
    }
  }

  #add(event: TrackedEvent, historyId: string | undefined): string | undefined {
    const packed = historyId === undefined ? undefined : this.#device.pack(event);
    if (!packed) return undefined;
    const entries = entriesOf(this.#text);
    entries[entries.length] = { historyId: historyId!, packed };
    this.#write(entries);
    return packed;
  }

  get #text(): string {
    return readLocalText(this.#page, this.#key) ?? '';
  }

  /** Writes the latest entries. */
  #write(entries: readonly Entry[]): void {
    let text = '';
    mapList(entries, ({ historyId, packed }, i) => {
      if (i >= entries.length - MAX_ENTRIES) text += `${historyId}\n${packed}\n`;
    });
    writeLocalText(this.#page, this.#key, text);
  }
}

/** The entries of a text. Omits an end without a line feed. */
function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  const lines = text.split('\n');
  for (let i = 0; i + 2 < lines.length; i += 2)
    entries[entries.length] = { historyId: lines[i]!, packed: lines[i + 1]! };
  return entries;
}
