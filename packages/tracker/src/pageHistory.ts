import { type AisleError, type TrackedEvent, toAisleError } from '@aisle/core';
import type { EraseReceipt, InMemoryStore, HistoryCursor, RowFormat } from '@aisle/store';
import type { Consent } from './consentInputs.js';
import type { DeviceStore } from './deviceStore.js';
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
 * The history of a page, wherever it is kept, and what the page knows about it. `open`, `revalidate`, `eraseDevice` and
 * the removals must not overlap.
 */
export class PageHistory extends HistoryLocation implements RankedHistory {
  /** Undefined before consent, when nobody looks. */
  storedEvents: number | undefined;
  lastError: AisleError | undefined;
  /** How many erasures this page has begun. An event belongs to the history between two of them. */
  erasures = 0;
  /** A program makes this visit: nothing more is stored, and what is being written is removed again. */
  discarded: boolean;
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
    this.storedEvents = undefined;
    if (inMemoryStore !== this.inMemoryStore) this.#listener.onErased();
    this.#listener.onChange();
    return inMemoryStore;
  }

  /** The random id of the history that this page adds to, as soon as it is known. */
  get historyId(): string | undefined {
    return this.inMemoryStore?.historyId ?? this.#deviceHistoryId;
  }

  encryptWith(rows: RowFormat): void {
    this.rankingStorage.encrypt();
    this.#device.encryptWith(rows);
  }

  /**
   * Opens the database ahead: an event that is tracked while the page is being left has no time to.
   *
   * @param inMemoryEvents events that were in memory until now
   * @param erasures as they were when consent was granted
   * @returns true if an empty database was made, and consent has become uncertain since
   */
  async open(inMemoryEvents: readonly TrackedEvent[], erasures: number): Promise<boolean> {
    // What is appended for an earlier consent is erased next: a denial or erasure is queued behind this.
    const isCurrent = () => this.consent === 'granted' && erasures === this.erasures;
    const { discarded } = this;
    const { retention, now } = this.#options;
    const remaining = [...inMemoryEvents];
    let existed = true;
    let count = 0;
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
      if (existed || !discarded) count = await this.#device.count();
    } catch (cause) {
      count = (await this.#fallBackToMemory(cause, erasures, remaining))?.size ?? 0;
    }
    if (this.consent === 'granted') {
      this.storedEvents = count;
      if (inMemoryEvents.length > 0) this.#listener.onErased();
      this.#listener.onChange();
    }
    return this.consent === 'unset' && !existed && count === 0;
  }

  /**
   * Keeps the history in this page's memory from now on because storage failed.
   *
   * @param erasures of the history that failed: after another erasure, memory starts empty
   * @returns undefined without consent
   */
  async #fallBackToMemory(cause: unknown, erasures: number, unstored: TrackedEvent[] = []): Promise<InMemoryStore | undefined> {
    const problem = (this.lastError = toAisleError(cause, 'storage-failed'));
    if (await this.moveToMemory(unstored, () => erasures === this.erasures)) {
      console.warn(`[aisle] ${problem.message} This page keeps its history in memory.`);
      this.#listener.onErased();
    }
    this.#listener.onChange();
    return this.inMemoryStore;
  }

  /**
   * @param erasures as they were when the event was tracked
   * @returns undefined if the device did not take the event and it may not be kept in memory
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
        // The browser aborts the transactions of a page that ends, and the page may go on. The journal keeps the event.
        this.journal.end(event, false);
        inMemoryStore = await this.#fallBackToMemory(cause, erasures);
        if (this.discardReason(erasures)) return undefined;
      }
    }
    return inMemoryStore && { cursor: await inMemoryStore.append(event), inMemory: true };
  }

  /**
   * Why an event may not be stored, or may not stay where it was written.
   *
   * @param revalidated whether the page has looked for its history since the event was written. If it has not, consent
   *   that became uncertain does not count against the event: it was granted when the event was tracked.
   */
  discardReason(erasures: number, revalidated = false): NotStoredReason | undefined {
    const { consent } = this;
    if (consent === 'denied' || (revalidated && consent !== 'granted')) return 'no-consent';
    // The erasure deleted the event, or missed it.
    if (erasures !== this.erasures) return 'erased';
    return this.discarded ? 'automation' : undefined;
  }

  /** An event of this page is stored, and stays. */
  confirm({ cursor, inMemory }: AppendedEvent): void {
    this.incrementCount();
    if (inMemory) return;
    this.#deviceHistoryId = cursor.historyId;
    this.#storedByThisPage.add(cursor);
  }

  incrementCount(): void {
    if (this.storedEvents !== undefined)
      this.storedEvents = Math.min(this.storedEvents + 1, this.#options.retention.maxEvents);
  }

  /** The history is gone from the device. */
  forget(): void {
    // Also if another tab erased it: this tab may have left a ranking since.
    this.rankingStorage.remove();
    this.storedEvents = this.consent === 'granted' ? 0 : undefined;
    this.#deviceHistoryId = undefined;
    this.#listener.onErased();
  }

  /** Erases what can be erased at once: the page may be on its way to another. @returns for the history in memory */
  eraseSync(): Promise<EraseReceipt> | undefined {
    this.erasures += 1;
    this.journal.clear();
    this.rankingStorage.remove();
    // Until the device has erased it, which another tab may block, no ranking of this history is kept.
    this.#deviceHistoryId = undefined;
    const { inMemoryStore } = this;
    const erased = inMemoryStore?.size ? inMemoryStore.erase() : undefined;
    if (erased) this.forget();
    return erased;
  }

  /** @returns undefined if there was nothing. Nothing is created by asking. */
  async eraseDatabase(): Promise<EraseReceipt | undefined> {
    if (!(await this.#device.exists())) return undefined;
    const receipt = await this.#device.erase();
    this.forget();
    return receipt;
  }

  /** Removes events of one history that were written although they may not stay. */
  async remove(cursors: readonly HistoryCursor[]): Promise<void> {
    const [first] = cursors;
    if (!first || !(await this.#device.exists())) return;
    const seqs = cursors.map(({ seq }) => seq);
    await this.#device.remove(first.historyId, seqs);
  }

  /** Removes what this page view stored. */
  async removeVisit(): Promise<void> {
    this.rankingStorage.remove();
    await this.inMemoryStore?.erase();
    try {
      await this.remove(this.#storedByThisPage.take());
      this.storedEvents &&= await this.store?.count();
    } catch (cause) {
      await this.#fallBackToMemory(cause, this.erasures);
    }
  }

  /** Where the history on the device ends. Undefined if it is not `known`, or not there any more. */
  async revalidate(known: string | undefined): Promise<HistoryCursor | undefined> {
    try {
      if (this.inMemoryStore || !(await this.#device.exists())) return undefined;
      const cursor = await this.#device.prepare();
      if (cursor.historyId !== known) return undefined;
      this.#deviceHistoryId = known;
      this.storedEvents = await this.#device.count();
      return cursor;
    } catch {
      return undefined;
    }
  }
}
