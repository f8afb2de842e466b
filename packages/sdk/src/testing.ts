import { AisleError, parseEvent, toAisleError, type EventInput, type TrackedEvent } from '@aisle/core';
import { MemoryStore } from '@aisle/store';
import { ConsentInputs, profileOf, type Consent, type Plugin, type Profile, type TrackResult } from '@aisle/tracker';
import type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankOptions } from './api.js';
import { bindMethods } from './bindMethods.js';
import { ChangeListeners } from './changeListeners.js';
import { readItemIds, readList } from './itemIds.js';
import { freePlaces, orderFreePlaces } from './pinned.js';
import { predictionCount } from './predictionCount.js';
import type { PredictResult, Reason, RerankResult, Status } from './results.js';
import { quietly } from './trackerCalls.js';

export type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankOptions } from './api.js';
export type { Prediction, PredictResult, Reason, RerankResult, Status } from './results.js';
export type { Consent, Plugin, PluginHost, Profile, TrackResult } from '@aisle/tracker';
export type { EventInput, TrackedEvent } from '@aisle/core';

/** What a fake answers. */
export interface FakeAnswers {
  /** Item ids, best first. `rerank` puts them ahead of those that are not named, which keep their order. Default: lists keep their order, and count as ranked. */
  readonly order?: readonly string[];
  /** Item ids, likeliest first, of which `predict` takes what its options let through. Default none. */
  readonly predictions?: readonly string[];
  /** Why lists come back as they were given and nothing is predicted. `undefined`, the default: there is an answer. */
  readonly reason?: Reason | undefined;
  /** Fields of the status in place of the fake's own. What the fake does is the same. */
  readonly status?: Partial<Omit<Status, 'consent' | 'consentTrace'>>;
}

export interface FakeAisleOptions extends FakeAnswers {
  /** What the shop has said before the test begins. Default `granted`. */
  readonly consent?: Consent;
}

export interface FakeAisle extends Aisle {
  /** Every event that was stored, oldest first. Erasing the history takes nothing from it. */
  readonly tracked: readonly TrackedEvent[];
  /** Changes what is answered from now on; what is left out stays as it was. Subscribers are told. */
  script(answers: FakeAnswers): void;
}

/**
 * Aisle for a shop's own tests: no worker, no IndexedDB, no page, so that it runs in plain Node. Events are checked as by
 * the real one, and kept in memory; `rerank` and `predict` answer what the test says, at once, whatever their deadline.
 * By default the shopper has agreed and the engine is ready. Know its errors by their `code`: their class is not the one
 * that `@aisle/sdk` exports.
 */
export function createFakeAisle(options: FakeAisleOptions = {}): FakeAisle {
  return bindMethods(new AisleInMemory(options));
}

/** As the real status names what `setConsent` said. */
const SHOP = 'shop';
const NAMESPACE = 'default';

class AisleInMemory implements FakeAisle {
  readonly tracked: TrackedEvent[] = [];
  readonly #history = new MemoryStore(Infinity, Date.now);
  readonly #consentInputs = new ConsentInputs();
  /** How each plugin is stopped, by its name. */
  readonly #plugins = new Map<string, () => void>();
  readonly #listeners = new ChangeListeners();
  #answers: FakeAnswers;
  #snapshot: Status | undefined;
  #disposed = false;
  #resultCount = 0;
  #lastProblem: AisleError | undefined;

  constructor({ consent = 'granted', ...answers }: FakeAisleOptions) {
    this.#answers = answers;
    if (consent !== 'unset') this.#consentInputs.set(SHOP, consent, `createFakeAisle({ consent: '${consent}' }) was called`);
  }

  script(answers: FakeAnswers): void {
    this.#answers = { ...this.#answers, ...answers };
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#listeners.tell();
  }

  get #consent(): Consent {
    return this.#consentInputs.decision;
  }

  #note(cause: unknown): void {
    this.#lastProblem = toAisleError(cause);
    console.warn(`[aisle] ${this.#lastProblem.message}`);
    this.#changed();
  }

  track(event: EventInput): Promise<TrackResult> {
    return quietly(this.#store(event));
  }

  async #store(input: EventInput): Promise<TrackResult> {
    const event = parseEvent(input, Date.now());
    if (this.#disposed) return { stored: false, reason: 'disposed' };
    if (this.#consent !== 'granted') return { stored: false, reason: 'no-consent' };
    this.tracked.push(event);
    const kept = this.#history.append(event);
    this.#changed();
    return { stored: true, seq: (await kept).seq };
  }

  #whyNoAnswer(signal: AbortSignal | undefined): Reason | undefined {
    if (this.#disposed) return 'disposed';
    if (this.#consent !== 'granted') return 'no-consent';
    return signal?.aborted ? 'aborted' : this.#answers.reason;
  }

  get #provenance() {
    const { release = 'fake', tier = 'light' } = this.getSnapshot();
    return { release, tier, durationMs: 0 } as const;
  }

  /** `p-fake-1` and so on; `h-…` where the test says `reason: 'holdout'`. */
  #newResultId(): string {
    return `${this.#answers.reason === 'holdout' ? 'h' : 'p'}-fake-${++this.#resultCount}`;
  }

  async rerank<T>(items: readonly T[], options?: RerankOptions<T> | null): Promise<RerankResult<T>> {
    return this.rerankNow(items, options);
  }

  rerankNow<T>(items: readonly T[], options?: RerankOptions<T> | null): RerankResult<T> {
    const list = readList<T>(items);
    const itemIds = list && readItemIds(list, options?.itemId);
    const reason = this.#whyNoAnswer(options?.signal) ?? (itemIds ? undefined : 'invalid-items');
    if (!list || !itemIds || reason) return { items: list ?? [], ranked: false, ...(reason && { reason }), resultId: this.#newResultId(), durationMs: 0 };
    const { order = [] } = this.#answers;
    const placeOf = (index: number) => {
      const place = order.indexOf(itemIds[index]!);
      return place < 0 ? order.length : place;
    };
    const places = freePlaces(list, options?.pinned);
    const ranked = [...places.keys()].sort((a, b) => placeOf(places[a]!) - placeOf(places[b]!));
    return { items: orderFreePlaces(list, places, ranked), ranked: true, resultId: this.#newResultId(), ...this.#provenance };
  }

  async predict(options?: PredictOptions | null): Promise<PredictResult> {
    const nothing = (reason: Reason): PredictResult => ({ items: [], reason, resultId: this.#newResultId(), durationMs: 0 });
    const reason = this.#whyNoAnswer(options?.signal);
    if (reason) return nothing(reason);
    try {
      const { candidates, exclude = [], filter = () => true } = options ?? {};
      const [allowed, excluded] = [candidates && new Set(Array.from(candidates, String)), new Set(Array.from(exclude, String))];
      const { predictions = [] } = this.#answers;
      const passed = predictions.filter((id) => (allowed?.has(id) ?? true) && !excluded.has(id) && filter(id, undefined)).slice(0, predictionCount(options));
      // Counting down to 1 for the last of all; real logits do not fall evenly.
      return { items: passed.map((item_id) => ({ item_id, score: predictions.length - predictions.indexOf(item_id) })), resultId: this.#newResultId(), ...this.#provenance };
    } catch (cause) {
      this.#note(cause);
      return nothing('engine-failed');
    }
  }

  setConsent(consent: 'granted' | 'denied'): Promise<void> {
    return quietly(this.#answerConsent(consent));
  }

  async #answerConsent(consent: 'granted' | 'denied'): Promise<void> {
    if (consent !== 'granted' && consent !== 'denied') {
      await this.#hearConsent(SHOP, 'unset', 'setConsent() got no answer');
      throw new AisleError('invalid-argument', `setConsent: the answer must be 'granted' or 'denied', found ${typeof consent}.`);
    }
    await this.#hearConsent(SHOP, consent, `setConsent('${consent}') was called`);
  }

  async #hearConsent(...said: Parameters<ConsentInputs['set']>): Promise<void> {
    this.#consentInputs.set(...said);
    const erased = this.#consent === 'denied' ? this.#history.erase() : undefined;
    this.#changed();
    await erased;
  }

  use(plugin: Plugin): () => void {
    const { name } = plugin;
    this.#plugins.get(name)?.();
    let stopPlugin = () => {};
    const stop = () => {
      if (this.#plugins.get(name) !== stop) return;
      this.#plugins.delete(name);
      stopPlugin();
      this.#changed();
    };
    const ifInUse = (work: () => Promise<unknown>) => {
      if (this.#plugins.get(name) === stop) work().catch((cause: unknown) => this.#note(cause));
    };
    this.#plugins.set(name, stop);
    try {
      stopPlugin = plugin.start({
        track: (event) => ifInUse(() => this.#store(event)),
        setConsent: (signal, detail) => ifInUse(() => this.#hearConsent(name, signal, detail)),
        encryptWith: () => {},
      });
    } catch (cause) {
      this.#note(cause);
    }
    this.#changed();
    return stop;
  }

  async erase(): Promise<ErasedEverything> {
    const erased = this.#history.size > 0 ? this.#history.erase() : undefined;
    this.#changed();
    return { history: await erased, weightsCacheDeleted: false };
  }

  async reset(): Promise<void> {
    this.#consentInputs.remove(SHOP);
    await this.erase();
  }

  get #remembered(): TrackedEvent[] {
    return this.#consent === 'granted' ? this.#history.since(0).events : [];
  }

  async export(): Promise<HistoryExport> {
    return { schemaVersion: 1, exportedAtMs: Date.now(), namespace: NAMESPACE, events: this.#remembered };
  }

  async profile(): Promise<Profile> {
    return profileOf(this.#remembered);
  }

  async whenReady(): Promise<Status> {
    return this.status();
  }

  status(): Status {
    return this.getSnapshot();
  }

  getSnapshot(): Status {
    const consent = this.#consent;
    const may = consent === 'granted' && !this.#disposed;
    return (this.#snapshot ??= {
      consent,
      consentTrace: this.#consentInputs.trace,
      plugins: [...this.#plugins.keys()],
      automation: { detected: false, sign: undefined, policy: 'ignore', ignoring: false },
      storage: consent === 'granted' ? 'device' : 'none',
      storedEvents: consent === 'granted' ? this.#history.size : undefined,
      worker: may ? 'ready' : 'idle',
      tier: may ? 'light' : undefined,
      catalogueTier: may ? 'light' : undefined,
      adapter: undefined,
      release: may ? 'fake' : undefined,
      signed: may ? false : undefined,
      channel: undefined,
      arm: may ? (this.#answers.reason === 'holdout' ? 'holdout' : 'personalised') : undefined,
      outcomes: undefined,
      lists: undefined,
      requests: [],
      lastProblem: this.#lastProblem,
      ...this.#answers.status,
    });
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of [...this.#plugins.values()]) stop();
    this.#listeners.clear();
    this.#snapshot = undefined;
  }
}
