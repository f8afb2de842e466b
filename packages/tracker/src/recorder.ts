import type { TrackedEvent } from '@aisle/core';
import type { EraseReceipt, HistoryCursor, HistoryStore, InMemoryStore } from '@aisle/store';
import type { Consent } from './consentInputs.js';
import type { DeviceStore } from './deviceStore.js';
import { EraseMark } from './eraseMark.js';
import { onTabMessage } from './onTabMessage.js';
import type { OtherTabAction } from './otherTabAction.js';
import type { PageEnvironment } from './pageEnvironment.js';
import { PageHistory } from './pageHistory.js';
import type { PageHistoryOptions } from './pageHistoryOptions.js';
import type { PageLifecycleListener } from './pageLifecycle.js';
import { PendingWrites } from './pendingWrites.js';
import type { RecorderListener } from './recorderListener.js';
import { SerialQueue } from './serialQueue.js';
import { TabChannel, type TabMessage } from './tabChannel.js';
import type { TrackResult } from './trackResult.js';

/**
 * Stores the events of one page, and follows the other tabs. Opening, erasures and revalidations run one after the
 * other. An event waits for those that were queued before it.
 */
export class Recorder implements PageLifecycleListener {
  readonly history: PageHistory;
  readonly mark: EraseMark;
  /** Pending while the history may differ from the one that this page knows: after a freeze, or while it is marked. */
  revalidation: Promise<void> | undefined;
  disposed = false;
  readonly #listener: RecorderListener;
  readonly #onOtherTab: (action: OtherTabAction) => void;
  readonly #device: DeviceStore;
  readonly #channel: TabChannel;
  readonly #queue = new SerialQueue();
  /** Each with the removal of an event that an erasure missed. */
  readonly #writes = new PendingWrites();

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
    const recount = () => this.#recount();
    const onMessage = (message: TabMessage) => onTabMessage(message, this.history, listener, onOtherTab, recount);
    this.#channel = new TabChannel(options.namespace, onMessage, page);
    this.#channel.open();
    device.onEventsDeleted = () => {
      recount();
      this.#channel.post({ kind: 'pruned' });
    };
    this.mark = new EraseMark(options.namespace, page, options.now);
    if (this.mark.remainingMs !== undefined) this.#runRevalidation(() => this.#eraseMarked());
  }

  #recount(): void {
    // The next event reports a failure.
    void this.#queue.run(() => this.history.recount()).catch(() => undefined);
  }

  /** Erases the history that an earlier page, or another tab, has marked. Everything else waits. */
  async #eraseMarked(): Promise<void> {
    if (!(await this.mark.whenDue())) return;
    void this.history.eraseSync();
    // Without the erasure, this page must not use the history.
    await this.#eraseDatabase().catch(() => this.#onOtherTab('denied'));
  }

  /** Puts a decision into effect. A denial is sent to every tab and erases the history. */
  async setConsent(consent: Consent): Promise<EraseReceipt | undefined> {
    const { history } = this;
    if (history.suspended && consent !== 'denied') this.mark.remove();
    if (history.consent === consent) {
      history.suspended = false;
      this.#listener.onChange();
    } else {
      const inMemoryStore = history.setConsent(consent);
      if (consent === 'granted') this.#open(inMemoryStore);
    }
    // Also if this tab was denied: another one may have been granted since.
    if (consent === 'denied') this.#channel.post({ kind: 'denied' });
    return consent === 'denied' ? this.erase() : undefined;
  }

  /** Stops writing and ranking, and keeps the history until a pending denial is settled. */
  suspend(): void {
    const { history } = this;
    if (!history.suspended) {
      history.suspended = true;
      history.rankingStorage.remove();
      this.#listener.onErased();
    }
    this.#listener.onChange();
    void this.mark.setFor(history, this.#device);
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
   * Stores an event, if that is allowed. Never rejects.
   *
   * @param erasures `history.erasures` when the event was tracked: an event is not stored in a later history
   */
  async record(event: TrackedEvent, erasures: number): Promise<TrackResult> {
    // If nothing runs, nothing is awaited: an event at `pagehide` must reach the database synchronously.
    const turn = this.#queue.turn();
    if (turn) await turn;
    if (this.disposed) return { stored: false, reason: 'disposed' };
    const refused = this.history.storage === 'none' ? 'no-consent' : this.history.discardReason(erasures);
    if (refused) return { stored: false, reason: refused };
    return this.#writes.add(this.#write(event, erasures));
  }

  async #write(event: TrackedEvent, erasures: number): Promise<TrackResult> {
    const { history } = this;
    const appended = await history.append(event, erasures);
    // The page was frozen during the write, so consent may have been withdrawn.
    const { revalidation } = this;
    if (revalidation) await revalidation;
    const reason = history.discardReason(erasures, revalidation !== undefined);
    if (reason && appended && !appended.inMemory) await this.#remove(appended.cursor);
    if (reason || !appended) return { stored: false, reason: reason ?? 'no-consent' };
    const { cursor, inMemory } = appended;
    if (!history.confirm(appended)) this.#recount();
    this.#listener.onStored(event, cursor);
    if (inMemory) return { stored: false, reason: 'in-memory' };
    this.#channel.post({ kind: 'stored', cursor });
    return { stored: true, seq: cursor.seq };
  }

  /**
   * Removes an event that an erasure may have missed. After a denial, also the database that its write may have
   * created.
   */
  async #remove(cursor: HistoryCursor): Promise<void> {
    if (this.history.consent === 'denied') await this.#erase().catch(() => undefined);
    await this.#queue.run(() => this.history.remove([cursor])).catch(() => undefined);
  }

  /** Removes the events that this page view stored, and stores no more: a program makes the visit. */
  async discardVisit(): Promise<void> {
    this.history.discarded = true;
    await this.#writes.settled().then(() => this.#queue.run(() => this.history.removeVisit()));
    this.#listener.onErased();
  }

  /**
   * Deletes the history. Creates no database. Resolves when no event of this history can be written any more: a write
   * in progress may create the database again.
   */
  async erase(): Promise<EraseReceipt | undefined> {
    const settled = this.#writes.settled();
    const erased = this.#erase();
    // The caller gets the rejection.
    erased.catch(() => undefined);
    await settled;
    return erased;
  }

  #erase(): Promise<EraseReceipt | undefined> {
    const inMemory = this.history.eraseSync();
    return this.#queue.run(async () => (await this.#eraseDatabase()) ?? inMemory);
  }

  async #eraseDatabase(): Promise<EraseReceipt | undefined> {
    const receipt = await this.history.eraseDatabase();
    if (!this.history.suspended) this.mark.remove();
    if (!receipt) return undefined;
    // Sent again, for a tab that was frozen at the first message.
    if (this.history.consent === 'denied') this.#channel.post({ kind: 'denied' });
    this.#channel.post({ kind: 'erased' });
    return receipt;
  }

  /** Sends an action of this tab to the others. */
  post(kind: 'reset' | 'denial-pending' | 'denial-dropped'): void {
    this.#channel.post({ kind });
  }

  /** The store, after the erasures that were queued before. Undefined without permission to store anything. */
  async currentStore(): Promise<HistoryStore | undefined> {
    await this.#queue.turn();
    return this.history.store;
  }

  /**
   * Starts the journal, because the database may not receive later writes. Closes the channel, because a message evicts
   * the page from the back/forward cache: https://github.com/whatwg/html/issues/7253.
   */
  onPageHide(): void {
    const { historyId, journal, storage } = this.history;
    journal.onPageHide(storage === 'device' ? historyId : undefined);
    this.#channel.close();
  }

  /** Closes the database: a frozen page's open connection blocks other tabs' deletion. Pending writes complete. */
  onFreeze(): void {
    this.#channel.close();
    void this.#device.close();
  }

  /** Revalidates the history before the page writes or ranks again, because it missed messages of other tabs. */
  onResume(): void {
    const { history } = this;
    history.journal.onResume();
    this.#listener.onResume?.();
    this.#channel.open();
    // Another tab has dropped its denial.
    if (history.suspended && this.mark.remainingMs === undefined) this.#onOtherTab('denial-dropped');
    if (history.consent !== 'granted') return;
    // Read now, because a history that this page opens later is another one.
    const { historyId, erasures } = history;
    this.#runRevalidation(async () => {
      const cursor = await history.revalidate(historyId);
      if (cursor) this.#listener.onStoredInOtherTab(cursor);
      else if (erasures === history.erasures) {
        history.forget();
        this.#onOtherTab('erased');
      }
    });
  }

  #runRevalidation(revalidate: () => Promise<void>): void {
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
