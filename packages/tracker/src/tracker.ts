import { AisleError, parseEvent, toAisleError, type EventInput, type TrackedEvent } from '@aisle/core';
import { EventStore, type EraseReceipt, type Position, type Retention } from '@aisle/store';
import { isAutomated, type AutomationPolicy } from './automation.js';
import type { Consent } from './consentInputs.js';
import { SourceLedger } from './sourceLedger.js';

/** What becomes of events before the shopper was asked: nothing, or they wait in this page's memory. */
export type BeforeConsent = 'drop' | 'buffer';

/** Why an event was not stored. */
export type NotStoredReason = 'no-consent' | 'known-already' | 'automation' | 'erased' | 'storage-failed' | 'disposed';

/** `stored: true` is the acknowledgement: the transaction is complete, and later ranks see the event. */
export type TrackResult =
  | { readonly stored: true; readonly seq: number }
  | { readonly stored: false; readonly reason: NotStoredReason };

export interface TrackerOptions {
  readonly namespace: string;
  readonly retention: Retention;
  readonly automation: AutomationPolicy;
  readonly beforeConsent: BeforeConsent;
  readonly now: () => number;
}

export interface TrackerListener {
  /** This tab stored an event. */
  onStored(event: TrackedEvent, position: Position): void;
  /** Another tab stored an event. */
  onElsewhere(position: Position): void;
  /** Consent was withdrawn in another tab. */
  onDeniedElsewhere(): void;
  /** The history is gone, here or in another tab. */
  onErased(): void;
  /** Consent, counts or the last problem changed. */
  onChange(): void;
}

/** What one tab tells the others. */
type TabMessage =
  | { readonly kind: 'stored'; readonly position: Position }
  | { readonly kind: 'erased' }
  | { readonly kind: 'consent'; readonly consent: 'denied' };

/** Events that wait for an answer at most; the oldest go first. */
const MAX_WAITING = 100;

/** An event that waits, and its caller. */
interface Waiting {
  readonly event: TrackedEvent;
  readonly settle: (result: TrackResult | Promise<TrackResult>) => void;
}

/**
 * From page activity to stored events. Holds consent for this page view: the shop, which owns the question, repeats the
 * answer on every page, and nothing about it is stored here.
 */
export class Tracker {
  consent: Consent = 'unset';
  /** Events on this device, as far as this page knows; undefined before consent, when nobody looks. */
  storedEvents: number | undefined;
  lastProblem: AisleError | undefined;
  readonly automated: boolean;
  private readonly store: EventStore;
  private readonly channel: BroadcastChannel | undefined;
  private readonly ledger = new SourceLedger();
  private waiting: Waiting[] = [];
  private held = false;
  private disposed = false;
  /** Erasures begun and ended. */
  private erasuresBegun = 0;
  private erasuresEnded = 0;
  /** Settles when the erasures under way have. */
  private erasing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly options: TrackerOptions,
    private readonly listener: TrackerListener,
  ) {
    this.store = new EventStore(options.namespace, options.retention, options.now);
    this.automated = isAutomated(navigator);
    if (typeof BroadcastChannel === 'function') {
      this.channel = new BroadcastChannel(`aisle-${options.namespace}`);
      this.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.hear(data);
    }
  }

  /** Any script of the origin can post here: what is no message of ours is passed over, and a yes does not cross tabs. */
  private hear(message: TabMessage | null | undefined): void {
    if (typeof message !== 'object' || message === null) return;
    if (message.kind === 'stored' && typeof message.position?.seq === 'number') {
      this.countOneMore();
      this.listener.onElsewhere(message.position);
    }
    if (message.kind === 'erased') this.forgetCount();
    if (message.kind === 'consent' && message.consent === 'denied') {
      this.listener.onDeniedElsewhere();
      this.adopt('denied');
    }
  }

  private adopt(consent: Consent): void {
    this.consent = consent;
    this.storedEvents = undefined;
    this.listener.onChange();
    if (consent === 'granted') void this.learnCount();
    if (consent !== 'unset') for (const { event, settle } of this.waiting.splice(0)) settle(this.storeOrRefuse(event));
  }

  /** Lets events wait while the inputs of consent have their first say. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    if (this.waits) return;
    for (const { event, settle } of this.waiting.splice(0)) settle(this.storeOrRefuse(event));
  }

  private get waits(): boolean {
    return (this.held || this.options.beforeConsent === 'buffer') && this.consent === 'unset' && !this.ignoresVisit && !this.disposed;
  }

  /** Until the shopper has answered, in the memory of this page and nowhere else. */
  private wait(event: TrackedEvent): Promise<TrackResult> {
    return new Promise((resolve) => {
      this.waiting.push({ event, settle: resolve });
      if (this.waiting.length > MAX_WAITING) this.waiting.shift()!.settle({ stored: false, reason: 'no-consent' });
    });
  }

  private async learnCount(): Promise<void> {
    let count: number | undefined;
    let existed = true;
    try {
      // Opened ahead: an event that is tracked while the page is being left has no time to open a database.
      existed = await this.store.exists();
      if (!this.ignoresVisit) await this.store.prepare();
      count = (await this.store.exists()) ? await this.store.count() : 0;
    } catch (cause) {
      this.lastProblem = toAisleError(cause, 'storage-failed');
    }
    if (this.disposed) await this.store.close();
    // Withdrawn meanwhile: the erase may have come before there was a database.
    // Nor does an empty database stay that a yes made which is no longer certain.
    else if (this.consent === 'denied' || (this.consent === 'unset' && !existed && count === 0)) await this.erase().catch(() => undefined);
    if (this.consent !== 'granted') return;
    this.storedEvents = count;
    this.listener.onChange();
  }

  private countOneMore(): void {
    if (this.storedEvents !== undefined) this.storedEvents = Math.min(this.storedEvents + 1, this.options.retention.maxEvents);
  }

  private forgetCount(): void {
    this.storedEvents = this.consent === 'granted' ? 0 : undefined;
    this.listener.onErased();
  }

  private tell(message: TabMessage): void {
    // A closed channel throws; an event whose transaction outlives dispose() is stored all the same.
    if (!this.disposed) this.channel?.postMessage(message);
  }

  private get ignoresVisit(): boolean {
    return this.automated && this.options.automation === 'ignore';
  }

  private whyNotStored(): NotStoredReason | undefined {
    if (this.disposed) return 'disposed';
    if (this.consent !== 'granted') return 'no-consent';
    if (this.ignoresVisit) return 'automation';
    return undefined;
  }

  /**
   * Validates and stores one event.
   *
   * @param source who tells of it: what another source told of already is not stored again
   * @param mayWait whether it waits for the first decision about consent
   * @throws AisleError `invalid-event`; everything that goes wrong at run time resolves with a reason instead
   */
  async track(input: EventInput, source: string, mayWait = true): Promise<TrackResult> {
    const event = parseEvent(input, this.options.now());
    const waits = this.waits && (mayWait || this.options.beforeConsent === 'buffer');
    const reason = waits ? undefined : this.whyNotStored();
    if (reason) return { stored: false, reason };
    if (this.ledger.isKnown(source, event, this.options.now())) return { stored: false, reason: 'known-already' };
    return waits ? this.wait(event) : this.storeOrRefuse(event);
  }

  private async storeOrRefuse(event: TrackedEvent): Promise<TrackResult> {
    const reason = this.whyNotStored();
    if (reason) return { stored: false, reason };
    try {
      // What is tracked while an erasure is under way is stored after it.
      if (this.erasuresBegun > this.erasuresEnded) await this.erasing;
      const { erasuresBegun } = this;
      const position = await this.store.append(event);
      // Consent may have been withdrawn while the event was being written; what the erase missed goes now. Where it only
      // became uncertain, the event was begun under a yes.
      if (this.consent === 'denied') {
        await this.erase();
        return { stored: false, reason: 'no-consent' };
      }
      // Begun while the event was being written, an erasure took it along.
      if (erasuresBegun !== this.erasuresBegun) return { stored: false, reason: 'erased' };
      this.countOneMore();
      this.listener.onStored(event, position);
      this.tell({ kind: 'stored', position });
      return { stored: true, seq: position.seq };
    } catch (cause) {
      this.lastProblem = toAisleError(cause, 'storage-failed');
      this.listener.onChange();
      return { stored: false, reason: 'storage-failed' };
    }
  }

  /**
   * Takes the answer. A withdrawal reaches every tab, and erases what is stored; a yes holds for this page only, and one
   * that is no longer certain stops the writing.
   */
  async setConsent(consent: Consent): Promise<EraseReceipt | undefined> {
    if (this.consent !== consent) {
      this.adopt(consent);
      if (consent === 'denied') this.tell({ kind: 'consent', consent });
    }
    return consent === 'denied' ? this.erase() : undefined;
  }

  /** Deletes the history. Where nothing was ever stored, nothing is created by asking. */
  erase(): Promise<EraseReceipt | undefined> {
    this.erasuresBegun += 1;
    const erased = this.eraseNow().finally(() => (this.erasuresEnded += 1));
    this.erasing = Promise.allSettled([this.erasing, erased]);
    return erased;
  }

  private async eraseNow(): Promise<EraseReceipt | undefined> {
    if (!(await this.store.exists())) return undefined;
    const receipt = await this.store.erase();
    this.forgetCount();
    this.tell({ kind: 'erased' });
    return receipt;
  }

  /** Every stored event, oldest first; empty without consent. */
  async readAll(): Promise<TrackedEvent[]> {
    return this.consent === 'granted' ? (await this.store.readSince(0)).events : [];
  }

  dispose(): void {
    this.disposed = true;
    for (const { settle } of this.waiting.splice(0)) settle({ stored: false, reason: 'disposed' });
    this.channel?.close();
    void this.store.close();
  }
}
