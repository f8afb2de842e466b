import { AisleError, type EventInput, parseEvent, type TrackedEvent, toAisleError } from '@aisle/core';
import { type EraseReceipt, InMemoryStore } from '@aisle/store';
import {
  type Consent,
  ConsentInputs,
  type ConsentSignal,
  type Plugin,
  type TrackerListener,
  type TrackResult,
} from '@aisle/tracker';
import type { InstanceTracker } from '../parts.js';

/** As the real status names what `setConsent` said. */
const SHOP = 'shop';

/** A tracker without a page and without other tabs. Its history is in memory, and counts as stored on the device. */
export class InMemoryTracker implements InstanceTracker {
  readonly options = { namespace: 'default', automation: 'ignore' } as const;
  readonly automation = { signal: undefined };
  readonly ignoresVisit = false;
  readonly starting = undefined;
  readonly revalidation = undefined;
  readonly inMemoryHistory = undefined;
  readonly rankingStorage = { read: () => undefined, save: () => {} };
  readonly consentInputs = new ConsentInputs();
  readonly tracked: TrackedEvent[] = [];
  lastError: AisleError | undefined;
  #disposed = false;
  readonly #history = new InMemoryStore(Infinity, Date.now);
  /** How each plugin is stopped, by its name. */
  readonly #plugins = new Map<string, () => void>();
  #listener: TrackerListener | undefined;

  /** @param consent what the shop has said before */
  constructor(consent: Consent) {
    if (consent !== 'unset')
      this.consentInputs.set(SHOP, consent, `createFakeAisle({ consent: '${consent}' }) was called`);
  }

  /** Its one listener, the instance. */
  listenedBy(listener: TrackerListener): this {
    this.#listener = listener;
    return this;
  }

  get consent(): Consent {
    return this.consentInputs.decision;
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
    return this.lastError;
  }

  get pluginNames(): readonly string[] {
    return [...this.#plugins.keys()];
  }

  /** The stored events, oldest first. Without consent, an empty list. */
  get events(): readonly TrackedEvent[] {
    return this.consent === 'granted' ? this.#history.since(0).events : [];
  }

  /** Notifies the instance of a change in what the test has scripted. */
  changed(): void {
    this.#listener?.onChange();
  }

  report(cause: unknown): void {
    this.lastError = toAisleError(cause);
    console.warn(`[aisle] ${this.lastError.message}`);
    this.changed();
  }

  async track(input: EventInput): Promise<TrackResult> {
    const event = parseEvent(this.#listener?.completeEvent?.(input) ?? input, Date.now());
    if (this.#disposed) return { stored: false, reason: 'disposed' };
    if (this.consent !== 'granted') return { stored: false, reason: 'no-consent' };
    this.tracked.push(event);
    const cursor = await this.#history.append(event);
    this.#listener?.onStored(event, cursor);
    return { stored: true, seq: cursor.seq };
  }

  async setConsent(consent: 'granted' | 'denied'): Promise<void> {
    if (consent !== 'granted' && consent !== 'denied') {
      await this.#setInput(SHOP, 'unset', 'setConsent() got no answer');
      throw new AisleError(
        'invalid-argument',
        `setConsent: the answer must be 'granted' or 'denied', found ${typeof consent}.`,
      );
    }
    await this.#setInput(SHOP, consent, `setConsent('${consent}') was called`);
  }

  async #setInput(input: string, signal: ConsentSignal, detail: string): Promise<void> {
    this.consentInputs.set(input, signal, detail);
    this.changed();
    if (this.consent !== 'denied') return;
    const erased = await this.erase();
    await this.#listener?.onConsentApplied(this.consent, erased?.databaseDeleted !== false);
  }

  use(plugin: Plugin): () => void {
    const { name } = plugin;
    this.#plugins.get(name)?.();
    let stopPlugin = () => {};
    const stop = () => {
      if (this.#plugins.get(name) !== stop) return;
      this.#plugins.delete(name);
      stopPlugin();
      this.changed();
    };
    const whileUsed = (work: () => Promise<unknown>) => {
      if (this.#plugins.get(name) === stop) work().catch((cause: unknown) => this.report(cause));
    };
    this.#plugins.set(name, stop);
    try {
      stopPlugin = plugin.start({
        track: (event) => whileUsed(() => this.track(event)),
        setConsent: (signal, detail) => whileUsed(() => this.#setInput(name, signal, detail)),
        encryptWith: () => {},
      });
    } catch (cause) {
      this.report(cause);
    }
    this.changed();
    return stop;
  }

  async erase(): Promise<EraseReceipt | undefined> {
    if (this.#history.size === 0) return undefined;
    const erased = this.#history.erase();
    this.#listener?.onErased();
    return erased;
  }

  async reset(): Promise<void> {
    this.consentInputs.remove(SHOP);
    this.changed();
    await this.erase();
  }

  async readAll(): Promise<TrackedEvent[]> {
    return [...this.events];
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of [...this.#plugins.values()]) stop();
  }
}
