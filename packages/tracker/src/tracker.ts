import { AisleError, parseEvent, toAisleError, type EventInput, type EventType, type TrackedEvent } from '@aisle/core';
import type { EraseReceipt, Position, Retention, StoredEvents } from '@aisle/store';
import { ConsentInputs, type Consent } from './consentInputs.js';
import type { Plugin } from './plugin.js';
import { Recorder, type StorageKind } from './recorder.js';
import { SourceLedger } from './sourceLedger.js';
import { Visitor, type AutomationPolicy } from './visitor.js';

/**
 * What becomes of events before the shopper was asked: nothing; they wait in this page's memory (`buffer`); or they are
 * this page's history, in its memory, by which lists are ranked (`memory`).
 */
export type BeforeConsent = 'drop' | 'buffer' | 'memory';

/** Why an event was not stored. */
export type NotStoredReason =
  | 'no-consent'
  /** It counts on this page and goes with it: there is no leave yet, or no room, to store it. */
  | 'in-memory'
  /** Another source told of this act. */
  | 'known-already'
  /** A program makes this visit. */
  | 'automation'
  /** The shop does not record this type. */
  | 'type-off'
  | 'erased'
  | 'disposed';

/** `stored: true` is the acknowledgement: the transaction is complete, and later ranks see the event. */
export type TrackResult =
  | { readonly stored: true; readonly seq: number }
  | { readonly stored: false; readonly reason: NotStoredReason };

export interface TrackerOptions {
  readonly namespace: string;
  readonly retention: Retention;
  readonly automation: AutomationPolicy;
  readonly beforeConsent: BeforeConsent;
  /** Names of inputs of consent that speak later. */
  readonly consentInputs: readonly string[];
  readonly plugins: readonly Plugin[];
  /** The types that are recorded; undefined for all. */
  readonly eventTypes: readonly EventType[] | undefined;
  readonly now: () => number;
}

export interface TrackerListener {
  /** This tab stored an event. */
  onStored(event: TrackedEvent, position: Position): void;
  /** Another tab stored an event. */
  onElsewhere(position: Position): void;
  /** The history is another one, or gone. */
  onErased(): void;
  /** Consent, counts, plugins or the last problem changed. */
  onChange(): void;
  /** The decision about consent was put into effect. */
  onDecided(consent: Consent): Promise<void>;
  /** An event was told: the listener may add what its source does not know. */
  onEvent?(event: TrackedEvent): void;
}

/** Events that wait for an answer at most; the oldest go first. */
const MAX_WAITING = 100;

/** The input that another tab's withdrawal counts as. */
const ANOTHER_TAB = 'another-tab';
/** The input that `setConsent` is. */
const SHOP = 'shop';

/** An event that waits, and its caller. */
interface Waiting {
  readonly event: TrackedEvent;
  readonly settle: (result: TrackResult | Promise<TrackResult>) => void;
}

/**
 * From page activity to stored events: hears sources and inputs of consent, and decides what the recorder keeps. Consent
 * holds for this page view: the shop, which owns the question, repeats the answer on every page, and nothing about it is
 * stored here.
 */
export class Tracker {
  readonly consentInputs: ConsentInputs;
  readonly visitor = new Visitor(navigator);
  lastProblem: AisleError | undefined;
  /** Resolves when the first decision about consent has been made; undefined after that. */
  starting: Promise<void> | undefined;
  readonly #recorder: Recorder;
  readonly #ledger = new SourceLedger();
  /** How each plugin is stopped, by its name. */
  readonly #plugins = new Map<string, () => void>();
  #waiting: Waiting[] = [];
  #disposed = false;
  readonly #stopListening: () => void;
  readonly #listener: TrackerListener;

  constructor(
    readonly options: TrackerOptions,
    listener: TrackerListener,
  ) {
    this.#listener = listener;
    this.consentInputs = new ConsentInputs(options.consentInputs);
    const { namespace, retention, now, beforeConsent } = options;
    this.#recorder = new Recorder(
      { namespace, retention, now, memoryBeforeConsent: beforeConsent === 'memory', readOnly: this.ignoresVisit },
      {
        ...listener,
        onDeniedElsewhere: () => this.#hearConsent(ANOTHER_TAB, 'denied', 'consent was withdrawn in another tab'),
        onErasedWhileAway: () => this.#hearConsent(ANOTHER_TAB, 'unset', 'the history was erased while this page was frozen or left: setConsent again'),
        onResetElsewhere: () => this.#forgetAnswer(SHOP),
      },
    );
    this.#stopListening = this.#listenToLifecycle();
    // What the page adds and says in the same breath is decided on together: none of it grants before all have spoken.
    this.starting = Promise.resolve().then(() => {
      this.starting = undefined;
      const applied = this.#decide();
      this.#flush();
      return applied.catch(() => undefined);
    });
    for (const plugin of options.plugins) this.use(plugin);
  }

  get consent(): Consent {
    return this.#recorder.consent;
  }

  get storedEvents(): number | undefined {
    return this.#recorder.storedEvents;
  }

  get storage(): StorageKind {
    return this.#recorder.storage;
  }

  get problem(): AisleError | undefined {
    return this.lastProblem ?? this.#recorder.lastProblem;
  }

  get pluginNames(): readonly string[] {
    return [...this.#plugins.keys()];
  }

  /** The random name of this page's history, as soon as it is known. */
  get historyEpoch(): string | undefined {
    return this.#recorder.historyEpoch;
  }

  /** The history where the worker cannot read it. */
  get carried(): StoredEvents | undefined {
    return this.#recorder.carried;
  }

  get ignoresVisit(): boolean {
    return this.visitor.sign !== undefined && this.options.automation === 'ignore';
  }

  #listenToLifecycle(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    addEventListener('pagehide', () => this.#recorder.leave(), { signal, capture: true });
    // Ahead of the page's own listeners, which may track.
    addEventListener('pageshow', ({ persisted }) => persisted && this.#recorder.thaw(), { signal, capture: true });
    // Chromium's, for tabs in the background as for pages in the back/forward cache.
    document.addEventListener('freeze', () => this.#recorder.freeze(), { signal });
    document.addEventListener('resume', () => this.#recorder.thaw(), { signal, capture: true });
    document.addEventListener('prerenderingchange', () => this.#flush(), { signal });
    return () => stop.abort();
  }

  /** Adds a source or an input of consent; one of the same name goes. */
  use(plugin: Plugin): () => void {
    const noteProblem = (cause: unknown) => {
      this.lastProblem = toAisleError(cause);
      console.warn(`[aisle] ${this.lastProblem.message}`);
      this.#listener.onChange();
    };
    let name: string;
    try {
      name = String(plugin.name);
    } catch (cause) {
      noteProblem(cause);
      return () => {};
    }
    this.#plugins.get(name)?.();
    let stopped = false;
    let stopPlugin = () => {};
    const stop = () => {
      if (stopped) return;
      stopped = true;
      this.#plugins.delete(name);
      try {
        stopPlugin();
      } catch (cause) {
        noteProblem(cause);
      }
    };
    this.#plugins.set(name, stop);
    try {
      stopPlugin = plugin.start({
        track: (event) => {
          // Impressions tell of a list's items as they come into view: told whole on load as well, all would count as seen.
          if (name === 'attributes' && event.type === 'view_item_list' && this.#plugins.has('impressions')) return;
          if (!stopped) this.track(event, name).catch(noteProblem);
        },
        setConsent: (signal, detail) => {
          if (stopped) return;
          // Asked and answered anew on this page, which outdoes an older no of another tab.
          const before = this.consentInputs.signalOf(name);
          if (signal === 'granted' && before !== undefined && before !== 'granted') this.consentInputs.remove(ANOTHER_TAB);
          this.consentInputs.set(name, signal, detail);
          this.#decide().catch(noteProblem);
        },
        encryptWith: (cipher) => this.#recorder.encryptWith(cipher),
      });
    } catch (cause) {
      noteProblem(cause);
    }
    return stop;
  }

  #hearConsent(input: string, signal: Consent, detail: string): void {
    this.consentInputs.set(input, signal, detail);
    void this.#decide().catch(() => undefined);
  }

  #forgetAnswer(input: string): void {
    this.consentInputs.remove(input);
    void this.#decide().catch(() => undefined);
  }

  /** Puts what the inputs say into effect, where it changes anything. */
  async #decide(): Promise<void> {
    if (this.starting) return;
    const { decision } = this.consentInputs;
    if (decision === this.consent) this.#listener.onChange();
    else await this.#apply(decision);
  }

  async #apply(consent: Consent): Promise<void> {
    const recorded = this.#recorder.setConsent(consent);
    this.#flush();
    try {
      await recorded;
    } finally {
      await this.#listener.onDecided(consent);
    }
  }

  /** Takes the shop's answer. A no that is repeated erases again: the last time may have failed. */
  async setConsent(consent: 'granted' | 'denied'): Promise<void> {
    if (consent !== 'granted' && consent !== 'denied') {
      // Whatever was meant, it is no yes.
      this.consentInputs.set(SHOP, 'unset', 'setConsent() got no answer');
      await this.#decide();
      throw new AisleError('invalid-argument', `setConsent: the answer must be 'granted' or 'denied', found ${typeof consent === 'string' ? consent : typeof consent}.`);
    }
    this.consentInputs.set(SHOP, consent, `setConsent('${consent}') was called`);
    if (consent === 'granted') this.consentInputs.remove(ANOTHER_TAB);
    if (this.starting) await this.starting;
    await (consent === 'denied' ? this.#apply(consent) : this.#decide());
  }

  /** Whether events wait: for the page to be shown, for the first decision, or for the shopper's answer. */
  get #waits(): boolean {
    if (this.ignoresVisit || this.#disposed) return false;
    const undecided = this.consent === 'unset' && (this.starting !== undefined || this.options.beforeConsent === 'buffer');
    return undecided || (document as { prerendering?: boolean }).prerendering === true;
  }

  #flush(): void {
    if (this.#waits) return;
    for (const { event, settle } of this.#waiting.splice(0)) settle(this.#record(event));
  }

  /** In the memory of this page and nowhere else. */
  #wait(event: TrackedEvent): Promise<TrackResult> {
    return new Promise((resolve) => {
      this.#waiting.push({ event, settle: resolve });
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift()!.settle({ stored: false, reason: 'no-consent' });
    });
  }

  /**
   * Validates and stores one event.
   *
   * @param source who tells of it: what another source told of already is not stored again
   * @throws AisleError `invalid-event`; everything that goes wrong at run time resolves with a reason instead
   */
  async track(input: EventInput, source: string): Promise<TrackResult> {
    const nowMs = this.options.now();
    const event = parseEvent(input, nowMs);
    this.#listener.onEvent?.(event);
    // In the page's first breath, an event of the page's own waits for the decision only where the shop has said yes before it.
    const early = source === 'page' && this.starting && this.options.beforeConsent === 'drop' && this.consentInputs.signalOf(SHOP) !== 'granted';
    if (early) return { stored: false, reason: 'no-consent' };
    const { eventTypes } = this.options;
    if (eventTypes && !eventTypes.includes(event.type)) return { stored: false, reason: 'type-off' };
    if (!this.#waits && this.storage === 'none') return { stored: false, reason: this.#disposed ? 'disposed' : 'no-consent' };
    if (this.#ledger.isKnown(source, event, nowMs)) return { stored: false, reason: 'known-already' };
    const ignored = this.ignoresVisit;
    this.visitor.note(event.type, nowMs);
    // Found out just now: what this visit left goes as well.
    if (!ignored && this.ignoresVisit) await this.#recorder.takeBack();
    return this.#waits ? this.#wait(event) : this.#record(event);
  }

  async #record(event: TrackedEvent): Promise<TrackResult> {
    return this.ignoresVisit ? { stored: false, reason: 'automation' } : this.#recorder.record(event);
  }

  /** Leaves a ranking for the next page, where the history of that epoch may be told of. */
  keepRanking(ranking: string, epoch: string | undefined): void {
    this.#recorder.keepRanking(ranking, epoch);
  }

  /** While it is pending, the history may be another one than this page believes in. */
  get looking(): Promise<void> | undefined {
    return this.#recorder.looking;
  }

  erase(): Promise<EraseReceipt | undefined> {
    return this.#recorder.erase();
  }

  /** Another person uses this device from now on: the history goes, and the answer that the shop gave, in every tab. */
  async reset(): Promise<void> {
    // Told first: the page may be on its way to another, and an erase that fails must not leave the yes behind.
    this.#recorder.tellReset();
    this.consentInputs.remove(SHOP);
    const decided = this.#decide();
    await this.erase();
    await decided;
  }

  async readAll(): Promise<TrackedEvent[]> {
    await this.starting;
    return this.#recorder.readAll();
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopListening();
    for (const stop of [...this.#plugins.values()]) stop();
    for (const { settle } of this.#waiting.splice(0)) settle({ stored: false, reason: 'disposed' });
    this.#recorder.dispose();
  }
}
