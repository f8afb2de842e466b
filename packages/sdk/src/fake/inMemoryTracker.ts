import { AisleError, type EventInput, type EventRules, parseEvent, type TrackedEvent, toAisleError } from '@aisle/core';
import { type DecisionChange, type DecisionRow, type EraseReceipt, InMemoryStore } from '@aisle/store';
import {
  type Consent,
  ConsentInputs,
  type ConsentSignal,
  type Plugin,
  readPrices,
  SETTLE_MS,
  type TrackerListener,
  type TrackResult,
} from '@aisle/tracker';
import type { InstanceTracker } from '../parts.js';

/** The name of the consent input that `setConsent` sets, as in the real tracker. */
const SHOP_INPUT = 'shop';

/** A tracker without page and tabs. Its history is in memory but counts as stored on the device. */
export class InMemoryTracker implements InstanceTracker {
  readonly options = { namespace: 'default', automation: 'ignore' } as const;
  readonly automation = { signal: undefined };
  readonly ignoresVisit = false;
  readonly consentPending = undefined;
  readonly revalidation = undefined;
  readonly inMemoryHistory = undefined;
  droppedFields: Readonly<Record<string, number>> = {};
  readonly rankingStorage = { read: () => undefined, save: () => {} };
  readonly consentInputs = new ConsentInputs();
  readonly trackedEvents: TrackedEvent[] = [];
  lastProblem: AisleError | undefined;
  #disposed = false;
  /** The timer of a denial that only plugins report. */
  #pendingDenial: ReturnType<typeof setTimeout> | undefined;
  readonly #history = new InMemoryStore(Infinity, Date.now);
  /** Functions that stop the plugins, by name. */
  readonly #plugins = new Map<string, () => void>();
  #listener: TrackerListener | undefined;

  /** @param consent the consent at the beginning */
  constructor(consent: Consent) {
    if (consent !== 'unset')
      this.consentInputs.set(SHOP_INPUT, consent, `createFakeAisle({ consent: '${consent}' }) was called`);
  }

  /** Sets the only listener, the instance. */
  withListener(listener: TrackerListener): this {
    this.#listener = listener;
    return this;
  }

  get consent(): Consent {
    return this.#pendingDenial === undefined ? this.consentInputs.decision : 'denied';
  }

  get storage(): 'device' | 'none' {
    return this.consent === 'granted' ? 'device' : 'none';
  }

  get storedEvents(): number | undefined {
    return this.consent === 'granted' ? this.#history.size : undefined;
  }

  get historyId(): string | undefined {
    return this.consent === 'granted' ? this.#history.historyId : undefined;
  }

  get problem(): AisleError | undefined {
    return this.lastProblem;
  }

  get pluginNames(): readonly string[] {
    return [...this.#plugins.keys()];
  }

  async changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T | undefined> {
    return this.consent === 'granted' ? this.#history.changeDecisions(change) : undefined;
  }

  get pluginNotes(): readonly string[] {
    return [];
  }

  /** The stored events, oldest first. Empty without consent. */
  get events(): readonly TrackedEvent[] {
    return this.consent === 'granted' ? this.#history.since(0).events : [];
  }

  /** Notifies the instance after the test has changed the answers. */
  notify(): void {
    this.#listener?.onChange();
  }

  report(cause: unknown): void {
    this.lastProblem = toAisleError(cause);
    console.warn(`[aisle] ${this.lastProblem.message}`);
    this.notify();
  }

  track(input: EventInput): Promise<TrackResult> {
    return this.#record(input, {});
  }

  async #record(input: EventInput, rules: EventRules): Promise<TrackResult> {
    const event = parseEvent(this.#listener?.completeEvent?.(input) ?? input, Date.now(), rules);
    if (this.#disposed) return { stored: false, reason: 'disposed' };
    if (this.consent !== 'granted') return { stored: false, reason: 'no-consent' };
    this.trackedEvents.push(event);
    const cursor = await this.#history.append(event);
    this.#listener?.onStored(event, cursor);
    return { stored: true, seq: cursor.seq };
  }

  async setConsent(consent: 'granted' | 'denied'): Promise<void> {
    if (consent !== 'granted' && consent !== 'denied') {
      await this.#setInput(SHOP_INPUT, 'unset', 'setConsent() got no answer');
      throw new AisleError(
        'invalid-argument',
        `setConsent: the answer must be 'granted' or 'denied', found ${typeof consent}.`,
      );
    }
    await this.#setInput(SHOP_INPUT, consent, `setConsent('${consent}') was called`);
  }

  async #setInput(input: string, signal: ConsentSignal, detail: string): Promise<void> {
    const { consentInputs } = this;
    consentInputs.set(input, signal, detail);
    const { decision } = consentInputs;
    const mustErase = decision === 'denied' && consentInputs.signalOf(SHOP_INPUT) === 'denied';
    if (mustErase || decision === 'granted') this.#endPendingDenial();
    // As in a page, a denial by a plugin waits for another answer.
    else if (decision === 'denied')
      this.#pendingDenial ??= setTimeout(() => void this.#deny().catch((cause) => this.report(cause)), SETTLE_MS);
    this.notify();
    if (mustErase) await this.#deny();
  }

  #endPendingDenial(): void {
    clearTimeout(this.#pendingDenial);
    this.#pendingDenial = undefined;
  }

  async #deny(): Promise<void> {
    this.#endPendingDenial();
    const erased = await this.erase();
    this.notify();
    await this.#listener?.onConsentApplied('denied', erased?.databaseDeleted !== false);
  }

  use(plugin: Plugin): () => void {
    const { name } = plugin;
    this.#plugins.get(name)?.();
    let stopPlugin = () => {};
    const stop = () => {
      if (this.#plugins.get(name) !== stop) return;
      this.#plugins.delete(name);
      stopPlugin();
      this.notify();
    };
    const whileActive = (work: () => Promise<unknown>) => {
      if (this.#plugins.get(name) === stop) work().catch((cause: unknown) => this.report(cause));
    };
    const onDropped = (field: string) => {
      this.droppedFields = { ...this.droppedFields, [field]: (this.droppedFields[field] ?? 0) + 1 };
    };
    this.#plugins.set(name, stop);
    try {
      stopPlugin = plugin.start({
        track: (event) => whileActive(() => this.#record(readPrices(event), { onDropped })),
        setConsent: (signal, detail) => whileActive(() => this.#setInput(name, signal, detail)),
        encryptWith: () => {},
        note: () => {},
        report: (cause) => this.report(cause),
      });
    } catch (cause) {
      this.report(cause);
    }
    this.notify();
    return stop;
  }

  async erase(): Promise<EraseReceipt | undefined> {
    if (this.#history.size === 0) return undefined;
    const erased = this.#history.erase();
    this.#listener?.onErased();
    return erased;
  }

  async reset(): Promise<void> {
    this.consentInputs.remove(SHOP_INPUT);
    this.notify();
    await this.erase();
  }

  async readAll(): Promise<TrackedEvent[]> {
    return [...this.events];
  }

  dispose(): void {
    this.#disposed = true;
    this.#endPendingDenial();
    for (const stop of [...this.#plugins.values()]) stop();
  }
}
