import { toAisleError, type EventInput } from '@aisle/core';
import type { Position } from '@aisle/store';
import { Tracker, type TrackResult } from '@aisle/tracker';
import { EngineClient, type EngineStatus } from '@aisle/worker';
import type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankOptions } from './api.js';
import { readItemIds } from './itemIds.js';
import { resolveOptions, type AisleOptions } from './options.js';
import type { PredictResult, Reason, RerankResult, Status } from './results.js';

const DEFAULT_RERANK_DEADLINE_MS = 100;
const DEFAULT_PREDICT_DEADLINE_MS = 2_000;
/** Fetching a release over a slow network, and compiling shaders on a slow GPU. */
const READY_DEADLINE_MS = 60_000;

/** @throws AisleError `invalid-argument` for a mistake in the options */
export function createAisle(options: AisleOptions): Aisle {
  return new BrowserAisle(options);
}

class BrowserAisle implements Aisle {
  private readonly options;
  private readonly tracker: Tracker;
  private readonly engine: EngineClient;
  /** The latest event known to this page, from this tab or another. */
  private position: Position | undefined;
  private engineStatus: EngineStatus | undefined;
  private readonly listeners = new Set<() => void>();
  private snapshot: Status | undefined;
  private disposed = false;

  constructor(options: AisleOptions) {
    this.options = resolveOptions(options);
    const { namespace, manifestUrl, tier, createWorker } = this.options;
    this.tracker = new Tracker(
      { namespace, retention: this.options.retention, automation: this.options.automation, now: Date.now },
      {
        onStored: (event, position) => {
          this.position = position;
          this.engine.send((api) => api.advance(event, position));
          this.changed();
        },
        onElsewhere: (position) => {
          this.position = position;
          this.changed();
        },
        onErased: () => this.forget(),
        onChange: () => this.onConsentChange(),
      },
    );
    this.engine = new EngineClient({
      createWorker,
      engine: { namespace, manifestUrl, tier },
      onStateChange: (state) => {
        if (state === 'ready') void this.learnStatus();
        this.changed();
      },
    });
  }

  private changed(): void {
    this.snapshot = undefined;
    for (const listener of [...this.listeners]) listener();
  }

  private forget(): void {
    this.position = undefined;
    this.engine.send((api) => api.forget());
    this.changed();
  }

  /** The engine runs only while the shopper agrees: before that, not even its script is fetched. */
  private onConsentChange(): void {
    if (this.tracker.consent === 'granted') this.engine.start();
    else this.engine.stop();
    this.changed();
  }

  private async learnStatus(): Promise<void> {
    await this.engine
      .call((api) => api.whenReady(), { deadlineMs: READY_DEADLINE_MS })
      .then(
        (status) => (this.engineStatus = status),
        () => undefined,
      );
    this.changed();
  }

  track(event: EventInput): Promise<TrackResult> {
    const result = this.tracker.track(event);
    result.catch((error: unknown) => console.warn(`[aisle] ${toAisleError(error).message}`));
    return result;
  }

  async setConsent(consent: 'granted' | 'denied'): Promise<void> {
    await this.tracker.setConsent(consent);
    if (consent === 'denied') await this.deleteWeightsCache();
  }

  async erase(): Promise<ErasedEverything> {
    return { history: await this.tracker.erase(), weightsCacheDeleted: await this.deleteWeightsCache() };
  }

  private async deleteWeightsCache(): Promise<boolean> {
    return typeof caches === 'undefined' ? false : caches.delete(`aisle-${this.options.namespace}`).catch(() => false);
  }

  async export(): Promise<HistoryExport> {
    return { schemaVersion: 1, exportedAtMs: Date.now(), namespace: this.options.namespace, events: await this.tracker.readAll() };
  }

  /** Why the engine is not even asked. */
  private whyNotAsked(): Reason | undefined {
    if (this.disposed) return 'disposed';
    return this.tracker.consent === 'granted' ? undefined : 'no-consent';
  }

  private reasonOf(cause: unknown): Reason {
    const problem = toAisleError(cause);
    switch (problem.code) {
      case 'timeout':
      case 'aborted':
      case 'disposed':
        return problem.code;
      case 'worker-unavailable':
      case 'worker-died':
      case 'protocol-mismatch':
        return 'worker-unavailable';
      default:
        this.tracker.lastProblem = problem;
        return 'engine-failed';
    }
  }

  async rerank<T>(items: readonly T[], options: RerankOptions<T> = {}): Promise<RerankResult<T>> {
    const startedMs = performance.now();
    const asGiven = (reason: Reason): RerankResult<T> => ({
      items: Array.isArray(items) ? [...items] : [],
      ranked: false,
      reason,
      durationMs: performance.now() - startedMs,
    });
    const refused = this.whyNotAsked();
    if (refused) return asGiven(refused);
    const itemIds = readItemIds(items, options.itemId);
    if (!itemIds) return asGiven('invalid-items');
    try {
      const { deadlineMs = DEFAULT_RERANK_DEADLINE_MS, signal } = options;
      const request = { itemIds, position: this.position };
      const reply = await this.engine.call((api) => api.rerank(request), { deadlineMs, ...(signal && { signal }) });
      if (!reply.order) return asGiven(reply.reason!);
      return {
        items: [...reply.order].map((index) => items[index]!),
        ranked: true,
        release: reply.release!,
        tier: reply.tier!,
        durationMs: performance.now() - startedMs,
      };
    } catch (cause) {
      return asGiven(this.whyNotAsked() ?? this.reasonOf(cause));
    }
  }

  async predict(options: PredictOptions = {}): Promise<PredictResult> {
    const startedMs = performance.now();
    const nothing = (reason: Reason): PredictResult => ({ items: [], reason, durationMs: performance.now() - startedMs });
    const refused = this.whyNotAsked();
    if (refused) return nothing(refused);
    const { candidates, exclude, filter = () => true, deadlineMs = DEFAULT_PREDICT_DEADLINE_MS, signal } = options;
    const k = wholeCount(options.k);
    try {
      // The filter runs here, since a function cannot cross to the worker: ask for more until enough pass.
      for (let asked = k; ; asked *= 4) {
        const request = { k: asked, position: this.position, ...(candidates && { candidates }), ...(exclude && { exclude }) };
        const remainingMs = deadlineMs - (performance.now() - startedMs);
        const reply = await this.engine.call((api) => api.predict(request), { deadlineMs: remainingMs, ...(signal && { signal }) });
        if (reply.reason) return nothing(reply.reason);
        const passed = reply.items.filter(({ item_id }) => filter(item_id));
        if (passed.length < k && reply.items.length === asked) continue;
        const { release, tier } = reply;
        return { items: passed.slice(0, k), release: release!, tier: tier!, durationMs: performance.now() - startedMs };
      }
    } catch (cause) {
      return nothing(this.whyNotAsked() ?? this.reasonOf(cause));
    }
  }

  async whenReady(): Promise<Status> {
    if (!this.whyNotAsked()) await this.learnStatus();
    return this.status();
  }

  status(): Status {
    return this.getSnapshot();
  }

  getSnapshot(): Status {
    const { consent, automated, storedEvents, lastProblem } = this.tracker;
    const policy = this.options.automation;
    const engineProblem = this.engineStatus?.problems.at(-1);
    this.snapshot ??= {
      consent,
      automation: { detected: automated, policy, ignoring: automated && policy === 'ignore' },
      storedEvents,
      worker: this.engine.state,
      tier: this.engineStatus?.tier,
      adapter: this.engineStatus?.adapter,
      release: this.engineStatus?.release,
      lastProblem: lastProblem ?? this.engine.lastProblem ?? (engineProblem && toAisleError(engineProblem)),
    };
    return this.snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispose(): void {
    this.disposed = true;
    this.tracker.dispose();
    this.engine.dispose();
    this.listeners.clear();
  }
}

const DEFAULT_PREDICTION_COUNT = 10;

/** At least 1; what is no number counts as not given. */
function wholeCount(k: number | undefined): number {
  return typeof k === 'number' && k >= 1 ? Math.floor(k) : DEFAULT_PREDICTION_COUNT;
}
