import { toAisleError, type AisleError, type TrackedEvent } from '@aisle/core';
import { EventStore, MemoryStore, type EraseReceipt, type HistoryStore, type Position, type Retention, type RowCipher, type StoredEvents } from '@aisle/store';
import type { Consent } from './consentInputs.js';
import { Journal } from './journal.js';
import { pruneRanking, writeRanking } from './rankingStorage.js';

/** Where the history of this page is kept. */
export type StorageKind = 'none' | 'memory' | 'device';

/** What came of an event that was handed to the recorder. */
export type RecordResult =
  | { readonly stored: true; readonly seq: number }
  | { readonly stored: false; readonly reason: 'no-consent' | 'in-memory' | 'automation' | 'erased' | 'disposed' };

export interface RecorderOptions {
  readonly namespace: string;
  readonly retention: Retention;
  /** Whether events are kept in this page's memory before the shopper's answer. */
  readonly memoryBeforeConsent: boolean;
  /** The visit is looked at, not recorded: no database is made. */
  readonly readOnly: boolean;
  readonly now: () => number;
}

export interface RecorderListener {
  /** This tab stored an event. */
  onStored(event: TrackedEvent, position: Position): void;
  /** Another tab stored an event. */
  onElsewhere(position: Position): void;
  /** The shopper withdrew consent in another tab. */
  onDeniedElsewhere(): void;
  /** The shopper logged out in another tab. */
  onResetElsewhere(): void;
  /** What happened to the history while this page was frozen is not known, and so not whether the yes still holds. */
  onErasedWhileAway(): void;
  /** The history is another one, or gone. */
  onErased(): void;
  /** Counts, the kind of storage or the last problem changed. */
  onChange(): void;
}

/** What one tab tells the others. */
type TabMessage = { readonly kind: 'stored'; readonly position: Position } | { readonly kind: 'erased' } | { readonly kind: 'denied' } | { readonly kind: 'reset' };

/** A page's memory is read whole for every list, so it holds no more than a model reads. */
const MOST_IN_MEMORY = 1000;

/** Keeps one page's events, in step with the other tabs: on the device under a yes, in memory where there is no leave or no room. */
export class Recorder {
  consent: Consent = 'unset';
  /** Undefined before consent, when nobody looks. */
  storedEvents: number | undefined;
  lastProblem: AisleError | undefined;
  readonly #device: EventStore;
  readonly #journal: Journal;
  #memory: MemoryStore | undefined;
  #channel: BroadcastChannel | undefined;
  /** The history that this page knows, to notice after a freeze that it is gone. */
  #epoch: string | undefined;
  /** Numbers of the events that this page view stored. */
  #own: number[] = [];
  /** A program makes this visit: what is still being written goes as well. */
  #takenBack = false;
  #sealed = false;
  #disposed = false;
  #erasuresBegun = 0;
  /** Settles when what an event must wait for has: an erasure, a look after a freeze, the move out of memory. */
  #busy: Promise<unknown> | undefined;
  /** Events that the database may not have yet, and the entry of the journal for each that has one. */
  readonly #underWay = new Map<TrackedEvent, string | undefined>();
  /** Between `pagehide` and a return from the back/forward cache. */
  #leaving = false;
  /** The look after a freeze, while it is under way. */
  looking: Promise<void> | undefined;
  readonly #listener: RecorderListener;

  constructor(
    readonly options: RecorderOptions,
    listener: RecorderListener,
  ) {
    this.#listener = listener;
    const { namespace, retention, now } = options;
    this.#device = new EventStore(namespace, { retention, now });
    this.#journal = new Journal(`aisle-${namespace}-journal`);
    this.#openChannel();
    this.#useMemoryBeforeConsent();
  }

  #openChannel(): void {
    if (typeof BroadcastChannel !== 'function' || this.#channel || this.#disposed) return;
    try {
      this.#channel = new BroadcastChannel(`aisle-${this.options.namespace}`);
    } catch {
      // Firefox, where it blocks a site's data. Tabs share nothing then that they would have to tell each other of.
      return;
    }
    this.#channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#hear(data);
  }

  #closeChannel(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Lets go of the database, which a frozen page would keep other tabs from deleting. Writes under way complete. */
  freeze(): void {
    this.#closeChannel();
    void this.#device.close();
  }

  get storage(): StorageKind {
    if (this.#memory) return 'memory';
    return this.consent === 'granted' ? 'device' : 'none';
  }

  /** The random name of the history that this page adds to, as soon as it is known. */
  get historyEpoch(): string | undefined {
    return this.#memory ? this.#memory.epoch : this.#epoch;
  }

  /** The history where it is in this page's memory, which the worker cannot read. */
  get carried(): StoredEvents | undefined {
    return this.#memory?.since(0);
  }

  /** Encrypts what is stored from now on. A ranking must be legible before the key can be had: none stays. */
  encryptWith(cipher: RowCipher): void {
    this.#sealed = true;
    writeRanking(this.options.namespace, undefined);
    this.#device.encryptWith(cipher);
  }

  /**
   * Leaves a ranking for the next page, where the history that it comes from may be kept legibly and is still there.
   *
   * @param ranking '' removes what is there
   * @param epoch of that history
   */
  keepRanking(ranking: string, epoch: string | undefined): void {
    const mayKeep = this.consent === 'granted' && !this.#memory && !this.#sealed && !this.options.readOnly && !this.#takenBack;
    if (!ranking || (mayKeep && epoch === this.#epoch)) writeRanking(this.options.namespace, ranking);
  }

  #useMemoryBeforeConsent(): void {
    const { memoryBeforeConsent, now } = this.options;
    this.#memory = memoryBeforeConsent && this.consent === 'unset' ? new MemoryStore(MOST_IN_MEMORY, now) : undefined;
  }

  /** Any script of the origin can post here: what is no message of ours is passed over, and a yes does not cross tabs. */
  #hear(message: TabMessage | null | undefined): void {
    if (typeof message !== 'object' || message === null) return;
    if (message.kind === 'stored' && typeof message.position?.seq === 'number' && !this.#memory) {
      this.#countOneMore();
      this.#listener.onElsewhere(message.position);
    }
    if (message.kind === 'erased' && !this.#memory) this.#forgetHistory();
    if (message.kind === 'denied') this.#listener.onDeniedElsewhere();
    if (message.kind === 'reset') this.#listener.onResetElsewhere();
  }

  #tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  /** Takes the decision. A withdrawal reaches every tab, and erases what is stored. */
  async setConsent(consent: Consent): Promise<EraseReceipt | undefined> {
    if (this.consent !== consent) {
      const held = this.#memory;
      this.consent = consent;
      this.storedEvents = undefined;
      this.#useMemoryBeforeConsent();
      if (held !== this.#memory) this.#listener.onErased();
      this.#listener.onChange();
      if (consent === 'granted') this.#wait(this.#open(held?.since(0).events ?? []));
      if (consent === 'denied') this.#tell({ kind: 'denied' });
    }
    return consent === 'denied' ? this.erase() : undefined;
  }

  /** Events that come meanwhile are stored after it. */
  #wait(work: Promise<unknown>): void {
    const busy = Promise.allSettled([this.#busy, work]);
    this.#busy = busy;
    void busy.then(() => {
      if (this.#busy === busy) this.#busy = undefined;
    });
  }

  /** Opens the database ahead: an event that is tracked while the page is being left has no time to. */
  async #open(held: readonly TrackedEvent[]): Promise<void> {
    const erasuresBegun = this.#erasuresBegun;
    const wanted = () => this.consent === 'granted' && erasuresBegun === this.#erasuresBegun;
    const rest = [...held];
    let existed = true;
    let count = 0;
    const { namespace, retention, now } = this.options;
    pruneRanking(namespace, now() - retention.maxAgeMs);
    try {
      existed = await this.#device.exists();
      if (!this.options.readOnly) {
        this.#epoch = (await this.#device.prepare()).epoch;
        await this.#appendMissing(wanted);
        for (; rest.length > 0 && wanted(); rest.shift()) await this.#device.append(rest[0]!);
      }
      if (existed || !this.options.readOnly) count = await this.#device.count();
    } catch (cause) {
      count = (await this.#fallBack(cause, wanted() ? rest : []))?.size ?? 0;
    }
    if (this.#disposed) await this.#device.close();
    // Withdrawn meanwhile: the erase may have come before there was a database.
    // Nor does an empty database stay that a yes made which is no longer certain.
    else if (this.consent === 'denied' || (this.consent === 'unset' && !existed && count === 0)) await this.erase().catch(() => undefined);
    if (this.consent !== 'granted') return;
    this.storedEvents = count;
    if (held.length > 0) this.#listener.onErased();
    this.#listener.onChange();
  }

  /** Appends what earlier pages left in the journal, unless the database has it already. */
  async #appendMissing(wanted: () => boolean): Promise<void> {
    const { entries } = this.#journal;
    if (entries.length === 0) return;
    // At once, so that a write of the page before, which Firefox may still bring, is not written over.
    this.#journal.clear();
    const { events: latest } = await this.#device.readSince(0, MOST_IN_MEMORY);
    const stored = new Set(latest.map((event) => JSON.stringify(event)));
    // Of a history that was erased since, nothing comes back.
    const prefix = `${this.#epoch} `;
    for (const entry of entries) {
      const [event] = entry.startsWith(prefix) ? await this.#device.unpack([entry.slice(prefix.length)]) : [];
      if (event && !stored.has(JSON.stringify(event)) && wanted()) await this.#device.append(event);
    }
  }

  /** No storage for this page: its memory, with what could still be read, and one line on the console; nothing without a yes. */
  async #fallBack(cause: unknown, held: readonly TrackedEvent[] = []): Promise<MemoryStore | undefined> {
    const problem = (this.lastProblem = toAisleError(cause, 'storage-failed'));
    const kept = await this.#device.readSince(0, MOST_IN_MEMORY).then(
      ({ events }) => events,
      () => [],
    );
    if (!this.#memory && this.consent === 'granted') {
      this.#memory = new MemoryStore(MOST_IN_MEMORY, this.options.now, [...kept, ...held]);
      console.warn(`[aisle] ${problem.message} This page keeps its history in memory.`);
      this.#listener.onErased();
    }
    this.#listener.onChange();
    return this.#memory;
  }

  #countOneMore(): void {
    if (this.storedEvents !== undefined) this.storedEvents = Math.min(this.storedEvents + 1, this.options.retention.maxEvents);
  }

  #forgetHistory(): void {
    // Also where another tab erased it: a ranking of this one may have come to lie there meanwhile.
    writeRanking(this.options.namespace, undefined);
    this.storedEvents = this.consent === 'granted' ? 0 : undefined;
    this.#epoch = undefined;
    this.#own = [];
    this.#listener.onErased();
  }

  #refusal(): 'disposed' | 'automation' | 'no-consent' | undefined {
    if (this.#disposed) return 'disposed';
    if (this.#takenBack) return 'automation';
    return this.storage === 'none' ? 'no-consent' : undefined;
  }

  /** Stores an event, where there is leave to. Never rejects. */
  async record(event: TrackedEvent): Promise<RecordResult> {
    // What comes while an erasure is under way is stored after it.
    while (this.#busy) await this.#busy;
    const refused = this.#refusal();
    if (refused) return { stored: false, reason: refused };
    const erasuresBegun = this.#erasuresBegun;
    this.#underWay.set(event, this.#leaving ? this.#note(event) : undefined);
    let position: Position | undefined;
    try {
      position = await (this.#memory ?? this.#device).append(event);
      const noted = this.#underWay.get(event);
      if (noted) this.#journal.remove(noted);
    } catch (cause) {
      // A page that ends has its transactions aborted, and may live to see it: the next page finds the event in the journal.
      position = await (await this.#fallBack(cause))?.append(event);
    }
    this.#underWay.delete(event);
    // The page slept while the event was being written: whether there is still leave for it is being looked at.
    const slept = this.looking !== undefined;
    if (slept) await this.looking;
    const reason = this.#whyInVain(erasuresBegun, position, slept);
    if (reason) await this.#takeOut(position);
    if (reason || !position) return { stored: false, reason: reason ?? 'no-consent' };
    this.#countOneMore();
    this.#listener.onStored(event, position);
    if (this.#memory) return { stored: false, reason: 'in-memory' };
    this.#epoch = position.epoch;
    this.#own.push(position.seq);
    this.#tell({ kind: 'stored', position });
    return { stored: true, seq: position.seq };
  }

  /** Why an event that has been written may not stay. Where the yes only became uncertain, it was begun under one. */
  #whyInVain(erasuresBegun: number, position: Position | undefined, slept: boolean): 'no-consent' | 'erased' | 'automation' | undefined {
    if (this.consent === 'denied' || !position || (slept && this.consent !== 'granted')) return 'no-consent';
    // Begun while the event was being written, an erasure took it along or missed it.
    if (erasuresBegun !== this.#erasuresBegun) return 'erased';
    return this.#takenBack ? 'automation' : undefined;
  }

  /** Takes an event out again that an erasure may have missed, and with it a database that only this event made. */
  async #takeOut(position: Position | undefined): Promise<void> {
    if (this.consent === 'denied') await this.erase().catch(() => undefined);
    while (this.#busy) await this.#busy;
    if (position && !this.#memory && (await this.#device.exists())) await this.#device.remove(position.epoch, [position.seq]).catch(() => undefined);
  }

  #note(event: TrackedEvent): string | undefined {
    const packed = this.storage === 'device' && this.#epoch !== undefined ? this.#device.pack(event) : undefined;
    if (!packed) return undefined;
    const entry = `${this.#epoch} ${packed}`;
    this.#journal.add(entry);
    return entry;
  }

  /**
   * The page is being left: what the database may not get any more goes into the journal, and other tabs are heard no
   * more, since a message throws a page out of the back/forward cache.
   */
  leave(): void {
    this.#leaving = true;
    this.#closeChannel();
    for (const event of this.#underWay.keys()) this.#underWay.set(event, this.#note(event));
  }

  /** Takes back what this page view recorded. */
  async takeBack(): Promise<void> {
    this.#takenBack = true;
    writeRanking(this.options.namespace, undefined);
    const own = this.#own.splice(0);
    if (this.#memory) await this.#memory.erase();
    else if (own.length > 0 && this.#epoch !== undefined) await this.#device.remove(this.#epoch, own).catch((cause: unknown) => this.#fallBack(cause));
    if (this.storedEvents !== undefined) this.storedEvents = Math.max(0, this.storedEvents - own.length);
    this.#listener.onErased();
  }

  /**
   * After a freeze or a restore from the back/forward cache, when messages of other tabs were missed: before this page
   * writes or ranks again, it looks whether its history is still there.
   */
  thaw(): void {
    this.#leaving = false;
    this.#openChannel();
    if (this.consent !== 'granted') return;
    const looking = this.#compareEpoch(this.#epoch, this.#erasuresBegun).finally(() => {
      if (this.looking === looking) this.looking = undefined;
    });
    this.looking = looking;
    this.#wait(looking);
  }

  /** @param known undefined where this page knows of no history, and so cannot tell whether it is still there */
  async #compareEpoch(known: string | undefined, erasuresBegun: number): Promise<void> {
    const position = await (async () => ((await this.#device.exists()) && !this.#memory ? this.#device.prepare() : undefined))().catch(() => undefined);
    if (position && position.epoch === known) {
      this.#epoch = known;
      this.storedEvents = await this.#device.count().catch(() => undefined);
      this.#listener.onElsewhere(position);
    } else if (erasuresBegun === this.#erasuresBegun) {
      this.#forgetHistory();
      this.#listener.onErasedWhileAway();
    }
  }

  /** Deletes the history. Where nothing was ever stored, nothing is created by asking. */
  erase(): Promise<EraseReceipt | undefined> {
    this.#erasuresBegun += 1;
    // What is being written goes with the history: a page that is left now notes nothing of it.
    this.#underWay.clear();
    const erased = this.#eraseNow();
    this.#wait(erased);
    return erased;
  }

  async #eraseNow(): Promise<EraseReceipt | undefined> {
    this.#journal.clear();
    writeRanking(this.options.namespace, undefined);
    const inMemory = (await this.#memory?.exists()) ? await this.#memory!.erase() : undefined;
    if (inMemory) this.#forgetHistory();
    if (!(await this.#device.exists())) return inMemory;
    const receipt = await this.#device.erase();
    this.#forgetHistory();
    // Again, for a tab that slept when it was told first.
    if (this.consent === 'denied') this.#tell({ kind: 'denied' });
    this.#tell({ kind: 'erased' });
    return receipt;
  }

  tellReset(): void {
    this.#tell({ kind: 'reset' });
  }

  /** Every stored event, oldest first; empty without leave to keep any. */
  async readAll(): Promise<TrackedEvent[]> {
    while (this.#busy) await this.#busy;
    const store: HistoryStore | undefined = this.#memory ?? (this.consent === 'granted' ? this.#device : undefined);
    return store ? (await store.readSince(0)).events : [];
  }

  dispose(): void {
    this.#disposed = true;
    this.freeze();
  }
}
