import type { TrackedEvent } from '@aisle/core';
import type { EraseReceipt, InMemoryStore, HistoryCursor } from '@aisle/store';
import type { Consent } from './consentInputs.js';
import type { DeviceStore } from './deviceStore.js';
import type { OtherTabAction } from './otherTabAction.js';
import type { PageEnvironment } from './pageEnvironment.js';
import { PageHistory } from './pageHistory.js';
import type { PageHistoryListener, PageHistoryOptions } from './pageHistoryOptions.js';
import type { PageLifecycleListener } from './pageLifecycle.js';
import { SerialQueue } from './serialQueue.js';
import { TabChannel, type TabMessage } from './tabChannel.js';
import type { NotStoredReason, TrackResult } from './trackResult.js';

export interface RecorderListener extends PageHistoryListener {
  /** This tab stored an event. */
  onStored(event: TrackedEvent, cursor: HistoryCursor): void;
  /** Another tab stored an event. */
  onStoredInOtherTab(cursor: HistoryCursor): void;
}

/**
 * Keeps the events of one page, in step with the other tabs. Opening, erasures and revalidations run one after the
 * other. An event waits for those that were queued before it.
 */
export class Recorder implements PageLifecycleListener {
  readonly history: PageHistory;
  /** Pending after a freeze: the history may be another one than this page knows. */
  revalidation: Promise<void> | undefined;
  disposed = false;
  readonly #listener: RecorderListener;
  readonly #onOtherTab: (action: OtherTabAction) => void;
  readonly #device: DeviceStore;
  readonly #channel: TabChannel;
  readonly #queue = new SerialQueue();

  constructor(
    options: PageHistoryOptions,
    listener: RecorderListener,
    onOtherTab: (action: OtherTabAction) => void,
    device: DeviceStore,
    page: PageEnvironment,
  ) {
    this.#listener = listener;
    this.#onOtherTab = onOtherTab;
    this.#device = device;
    this.history = new PageHistory(options, listener, device, page);
    this.#channel = new TabChannel(options.namespace, (message) => this.#onMessage(message), page);
    this.#channel.open();
  }

  #onMessage(message: TabMessage): void {
    const { kind } = message;
    if (kind === 'denied' || kind === 'reset') this.#onOtherTab(kind);
    // Other tabs report what happens on the device.
    if (this.history.inMemoryStore) {
      // With consent, memory took over what the device had.
      if (kind === 'erased' && this.history.consent === 'granted') void this.history.eraseSync();
      return;
    }
    if (kind === 'erased') this.history.forget();
    if (kind === 'stored') {
      this.history.incrementCount();
      this.#listener.onStoredInOtherTab(message.cursor);
    }
  }

  /** Puts a decision into effect. A denial reaches every tab, and erases what is stored. */
  async setConsent(consent: Consent): Promise<EraseReceipt | undefined> {
    if (this.history.consent !== consent) {
      const inMemoryStore = this.history.setConsent(consent);
      if (consent === 'granted') this.#open(inMemoryStore);
      if (consent === 'denied') this.#channel.post({ kind: 'denied' });
    }
    return consent === 'denied' ? this.erase() : undefined;
  }

  #open(inMemoryStore: InMemoryStore | undefined): void {
    const { history } = this;
    const { erasures } = history;
    const inMemoryEvents = inMemoryStore?.since(0).events ?? [];
    void this.#queue.run(async () => {
      if (this.history.consent !== 'granted') return;
      const mustErase = await history.open(inMemoryEvents, erasures);
      if (this.disposed) await this.#device.close();
      else if (mustErase) await this.#eraseDatabase().catch(() => undefined);
    });
  }

  /**
   * Stores an event, where that is allowed. Never rejects.
   *
   * @param erasures `history.erasures` when the event was tracked: an event does not enter a later history
   */
  async record(event: TrackedEvent, erasures: number): Promise<TrackResult> {
    // Nothing is awaited where nothing runs: an event of a page that is being left has no later moment.
    const turn = this.#queue.turn();
    if (turn) await turn;
    const { history } = this;
    const refused = this.#notStoredReason(erasures);
    if (refused) return { stored: false, reason: refused };
    const appended = await history.append(event, erasures);
    // The page was frozen while the event was being written: consent for it may be gone.
    const { revalidation } = this;
    if (revalidation) await revalidation;
    const reason = history.discardReason(erasures, revalidation !== undefined);
    if (reason && appended && !appended.inMemory) await this.#remove(appended.cursor);
    if (reason || !appended) return { stored: false, reason: reason ?? 'no-consent' };
    const { cursor, inMemory } = appended;
    history.confirm(appended);
    this.#listener.onStored(event, cursor);
    if (inMemory) return { stored: false, reason: 'in-memory' };
    this.#channel.post({ kind: 'stored', cursor });
    return { stored: true, seq: cursor.seq };
  }

  #notStoredReason(erasures: number): NotStoredReason | undefined {
    if (this.disposed) return 'disposed';
    return this.history.storage === 'none' ? 'no-consent' : this.history.discardReason(erasures);
  }

  /** Removes an event that an erasure may have missed, and after a denial also the database that it may have made. */
  async #remove(cursor: HistoryCursor): Promise<void> {
    if (this.history.consent === 'denied') await this.erase().catch(() => undefined);
    await this.#queue.run(() => this.history.remove([cursor])).catch(() => undefined);
  }

  /** Removes what this page view stored, and stores nothing more: a program makes the visit. */
  async discardVisit(): Promise<void> {
    this.history.discarded = true;
    await this.#queue.run(() => this.history.removeVisit());
    this.#listener.onErased();
  }

  /** Deletes the history. If nothing was ever stored, this creates nothing. */
  erase(): Promise<EraseReceipt | undefined> {
    const inMemory = this.history.eraseSync();
    return this.#queue.run(async () => (await this.#eraseDatabase()) ?? inMemory);
  }

  async #eraseDatabase(): Promise<EraseReceipt | undefined> {
    const receipt = await this.history.eraseDatabase();
    if (!receipt) return undefined;
    // Again, for a tab that was frozen at the first message.
    if (this.history.consent === 'denied') this.#channel.post({ kind: 'denied' });
    this.#channel.post({ kind: 'erased' });
    return receipt;
  }

  postReset(): void {
    this.#channel.post({ kind: 'reset' });
  }

  /** Every stored event, oldest first. Empty without permission to keep any. */
  async readAll(): Promise<TrackedEvent[]> {
    await this.#queue.turn();
    return (await this.history.store?.readSince(0))?.events ?? [];
  }

  /**
   * The page is being left. The database may receive nothing more, so the journal takes over. The channel closes,
   * because a message evicts the page from the back/forward cache.
   */
  onPageHide(): void {
    const { historyId, journal, storage } = this.history;
    journal.onPageHide(storage === 'device' ? historyId : undefined);
    this.#channel.close();
  }

  /**
   * Closes the database, which a frozen page would keep other tabs from deleting. Writes that are under way
   * complete.
   */
  onFreeze(): void {
    this.#channel.close();
    void this.#device.close();
  }

  /** The page missed messages of other tabs: before it writes or ranks again, it revalidates its history. */
  onResume(): void {
    const { history } = this;
    history.journal.onResume();
    this.#channel.open();
    if (this.history.consent !== 'granted') return;
    // As they are now: a history that this page opens later is another one.
    const { historyId, erasures } = history;
    const revalidate = async () => {
      const cursor = await history.revalidate(historyId);
      if (cursor) this.#listener.onStoredInOtherTab(cursor);
      else if (erasures === history.erasures) {
        history.forget();
        this.#onOtherTab('erased');
      }
    };
    const ended = () => {
      if (this.revalidation === revalidation) this.revalidation = undefined;
    };
    const revalidation = this.#queue.run(revalidate).then(ended, ended);
    this.revalidation = revalidation;
  }

  dispose(): void {
    this.disposed = true;
    this.onFreeze();
  }
}
