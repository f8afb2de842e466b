import { type AisleError, mapList, type TrackedEvent, toAisleError } from '@aisle/core';
import type { CountedEvents, EraseReceipt, HistoryCursor, InMemoryStore, RowFormat } from '@aisle/store';
import type { Consent } from './consentInputs.js';
import type { DeviceStore } from './deviceStore.js';
import { EventCount, NO_EVENTS } from './eventCount.js';
import { HistoryLocation } from './historyLocation.js';
import { Journal } from './journal.js';
import type { PageEnvironment } from './pageEnvironment.js';
import type { PageHistoryListener, PageHistoryOptions } from './pageHistoryOptions.js';
import { type RankedHistory, RankingStorage } from './rankingStorage.js';
import { StoredByThisPage } from './storedByThisPage.js';
import type { NotStoredReason } from './trackResult.js';

/** An event that was appended. */
export interface AppendedEvent {
  readonly cursor: HistoryCursor;
  /** It is not on the device. */
  readonly inMemory: boolean;
}

/**
 * The history of a page, in either location, and the page's knowledge of it. Calls of `open`, `revalidate`,
 * `eraseDatabase` and the removals must not overlap.
 */
export class PageHistory extends HistoryLocation implements RankedHistory {
  lastProblem: AisleError | undefined;
  /** The number of erasures that this page has begun. Events with the same number belong to the same history. */
  erasures = 0;
  /** Whether a program makes this visit. Then no event is stored, and events that are being written are removed. */
  discarded: boolean;
  readonly eventCount = new EventCount();
  readonly journal: Journal;
  readonly rankingStorage: RankingStorage;
  readonly #options: PageHistoryOptions;
  readonly #listener: PageHistoryListener;
  readonly #device: DeviceStore;
  readonly #storedByThisPage = new StoredByThisPage();
  #deviceHistoryId: string | undefined;

  constructor(options: PageHistoryOptions, listener: PageHistoryListener, device: DeviceStore, page: PageEnvironment) {
    super(device, options);
    this.#options = options;
    this.discarded = options.readOnly;
    this.#listener = listener;
    this.#device = device;
    this.journal = new Journal(options.namespace, device, page);
    this.rankingStorage = new RankingStorage(options.namespace, this, page);
  }

  override setConsent(consent: Consent): InMemoryStore | undefined {
    const inMemoryStore = super.setConsent(consent);
    this.eventCount.counted = undefined;
    if (inMemoryStore !== this.inMemoryStore) this.#listener.onErased();
    this.#listener.onChange();
    return inMemoryStore;
  }

  /** The number of stored events. Undefined without consent, when the page does not read the database. */
  get storedEvents(): number | undefined {
    return this.eventCount.counted?.count;
  }

  /** The random id of the current history. Undefined until it is known. */
  get historyId(): string | undefined {
    return this.inMemoryStore?.historyId ?? this.#deviceHistoryId;
  }

  encryptWith(rows: RowFormat): void {
    this.rankingStorage.encrypt();
    this.#device.encryptWith(rows);
  }

  /**
   * Opens the database. An event at `pagehide` cannot wait for that.
   *
   * @param inMemoryEvents events to move
   * @param erasures the number of erasures when consent was granted
   * @returns true for a new, empty database after consent became uncertain
   */
  async open(inMemoryEvents: readonly TrackedEvent[], erasures: number): Promise<boolean> {
    // An append after consent has changed is harmless: the denial or erasure that follows in the queue removes it.
    const isCurrent = () => this.consent === 'granted' && erasures === this.erasures;
    const { discarded } = this;
    const { retention, now } = this.#options;
    const remaining = [...inMemoryEvents];
    let existed = true;
    let counted: CountedEvents | undefined;
    this.rankingStorage.prune(now() - retention.maxAgeMs);
    try {
      existed = await this.#device.exists();
      if (!discarded) {
        const { historyId } = await this.#device.prepare();
        this.#deviceHistoryId = historyId;
        await this.journal.restore(historyId, isCurrent);
        for (; remaining.length > 0 && isCurrent(); remaining.shift())
          this.#storedByThisPage.add(await this.#device.append(remaining[0]!));
      }
      if (existed || !discarded) counted = await this.#device.count();
    } catch (cause) {
      counted = await (await this.#fallBackToMemory(cause, erasures, remaining))?.count();
    }
    if (this.consent === 'granted') {
      this.eventCount.counted = counted ?? NO_EVENTS;
      if (inMemoryEvents.length > 0) this.#listener.onErased();
      this.#listener.onChange();
    }
    return this.consent === 'unset' && !existed && !counted?.count;
  }

  /** Moves the history to memory. Undefined without consent. @param erasures if there are more, memory starts empty */
  async #fallBackToMemory(
    cause: unknown,
    erasures: number,
    unstored: TrackedEvent[] = [],
  ): Promise<InMemoryStore | undefined> {
    const problem = (this.lastProblem = toAisleError(cause, 'storage-failed'));
    if (await this.moveToMemory(unstored, () => erasures === this.erasures)) {
      console.warn(`[aisle] ${problem.message} This page keeps its history in memory.`);
      this.#listener.onErased();
    }
    this.#listener.onChange();
    return this.inMemoryStore;
  }

  /**
   * @param erasures the number of erasures when the event was tracked
   * @returns undefined if the device could not store the event and memory may not store it
   */
  async append(event: TrackedEvent, erasures: number): Promise<AppendedEvent | undefined> {
    let { inMemoryStore } = this;
    if (!inMemoryStore) {
      this.journal.begin(event, this.#deviceHistoryId);
      try {
        const cursor = await this.#device.append(event);
        this.journal.end(event, true);
        return { cursor, inMemory: false };
      } catch (cause) {
        // The browser aborts transactions at `pagehide`, and the page may be resumed. The journal still has the event.
        this.journal.end(event, false);
        inMemoryStore = await this.#fallBackToMemory(cause, erasures);
        if (this.discardReason(erasures)) return undefined;
      }
    }
    return inMemoryStore && { cursor: await inMemoryStore.append(event), inMemory: true };
  }

  /**
   * The reason to drop an event before its write, or to remove it afterwards. Undefined if it may stay.
   *
   * @param revalidated whether the page has revalidated its history since the event was written. Without this,
   *   uncertain consent is not a reason, because consent was granted when the event was tracked.
   */
  discardReason(erasures: number, revalidated = false): NotStoredReason | undefined {
    const { consent } = this;
    if (consent === 'denied' || (revalidated && consent !== 'granted')) return 'no-consent';
    // The erasure may have missed the event.
    if (erasures !== this.erasures) return 'erased';
    return this.discarded ? 'automation' : undefined;
  }

  /** Registers a stored event of this page. @returns false if the events must be counted again */
  confirm({ cursor, inMemory }: AppendedEvent): boolean {
    if (!inMemory) {
      // The browser may have deleted the history before it.
      if ((this.#deviceHistoryId ?? cursor.historyId) !== cursor.historyId) this.forget();
      this.#deviceHistoryId = cursor.historyId;
      this.#storedByThisPage.add(cursor);
    }
    return this.eventCount.add(cursor);
  }

  /** Counts the events again: the retention or the browser has deleted some. Creates no database. */
  async recount(): Promise<void> {
    if (this.storage !== 'device') return;
    const { erasures } = this;
    const counted = (await this.#device.exists()) ? await this.#device.count() : undefined;
    if (erasures !== this.erasures || this.storage !== 'device') return;
    if (counted) this.eventCount.counted = counted;
    else if (this.#deviceHistoryId !== undefined) this.forget();
    this.#listener.onChange();
  }

  /** Resets the page's knowledge of a history that was deleted from the device. */
  forget(): void {
    // Also if another tab erased the history: this tab may have stored a ranking since.
    this.rankingStorage.remove();
    this.eventCount.counted = this.consent === 'granted' ? NO_EVENTS : undefined;
    this.#deviceHistoryId = undefined;
    this.#listener.onErased();
  }

  /**
   * Erases memory, journal and ranking synchronously, because the page may be navigating away.
   *
   * @returns the receipt of the in-memory history, if any
   */
  eraseSync(): Promise<EraseReceipt> | undefined {
    this.erasures += 1;
    this.journal.clear();
    this.rankingStorage.remove();
    // Another tab can block the deletion of the database. Until then, no ranking of this history may be stored.
    this.#deviceHistoryId = undefined;
    const { inMemoryStore } = this;
    const erased = inMemoryStore?.size ? inMemoryStore.erase() : undefined;
    if (erased) this.forget();
    return erased;
  }

  /** Deletes the database. @returns undefined without a database */
  async eraseDatabase(): Promise<EraseReceipt | undefined> {
    if (!(await this.#device.exists())) return undefined;
    const receipt = await this.#device.erase();
    this.forget();
    return receipt;
  }

  /** Removes events of one history from the device. */
  async remove(cursors: readonly HistoryCursor[]): Promise<void> {
    const first = cursors[0];
    if (!first || !(await this.#device.exists())) return;
    const seqs = mapList(cursors, ({ seq }) => seq);
    await this.#device.remove(first.historyId, seqs);
  }

  /** Removes the events that this page view stored. */
  async removeVisit(): Promise<void> {
    this.rankingStorage.remove();
    await this.inMemoryStore?.erase();
    try {
      await this.remove(this.#storedByThisPage.take());
      if (this.storedEvents) this.eventCount.counted = await this.store?.count();
    } catch (cause) {
      await this.#fallBackToMemory(cause, this.erasures);
    }
  }

  /** The latest cursor of the history on the device. Undefined if its id is not `known`, or if it is deleted. */
  async revalidate(known: string | undefined): Promise<HistoryCursor | undefined> {
    try {
      if (this.inMemoryStore || !(await this.#device.exists())) return undefined;
      const cursor = await this.#device.prepare();
      if (cursor.historyId !== known) return undefined;
      this.#deviceHistoryId = known;
      this.eventCount.counted = await this.#device.count();
      return cursor;
    } catch {
      return undefined;
    }
  }
}
