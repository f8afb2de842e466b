import { toAisleError, type EventInput } from '@aisle/core';
import type { Position } from '@aisle/store';
import { ConsentInputs, Tracker, type Consent, type Plugin, type TrackResult } from '@aisle/tracker';
import { EngineClient, type EngineStatus } from '@aisle/worker';
import type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankOptions } from './api.js';
import { deviceHints, whenIdle } from './device.js';
import { readItemIds } from './itemIds.js';
import { resolveOptions, type AisleOptions } from './options.js';
import type { PredictResult, Reason, RerankResult, Status } from './results.js';

const DEFAULT_RERANK_DEADLINE_MS = 100;
const DEFAULT_PREDICT_DEADLINE_MS = 2_000;
/** Fetching a release over a slow network, and compiling shaders on a slow GPU. */
const READY_DEADLINE_MS = 60_000;

/** The input that another tab's withdrawal counts as. */
const ANOTHER_TAB = 'another-tab';

/** @throws AisleError `invalid-argument` for a mistake in the options */
export function createAisle(options: AisleOptions): Aisle {
  return new BrowserAisle(options);
}

class BrowserAisle implements Aisle {
  private readonly options;
  private readonly tracker: Tracker;
  private readonly engine: EngineClient;
  private readonly consentInputs: ConsentInputs;
  /** How each plugin is stopped, by its name. */
  private readonly plugins = new Map<string, () => void>();
  /** Resolves when the first decision about consent has been made; undefined after that. */
  private starting: Promise<void> | undefined;
  /** The latest event known to this page, from this tab or another. */
  private position: Position | undefined;
  private engineStatus: EngineStatus | undefined;
  private readonly listeners = new Set<() => void>();
  private snapshot: Status | undefined;
  private notifying = false;
  private disposed = false;

  constructor(options: AisleOptions) {
    this.options = resolveOptions(options);
    const { namespace, manifestUrl, tier, createWorker, beforeConsent, consentInputs, plugins } = this.options;
    this.consentInputs = new ConsentInputs(consentInputs);
    this.tracker = new Tracker(
      { namespace, retention: this.options.retention, automation: this.options.automation, beforeConsent, now: Date.now },
      {
        onStored: (event, position) => {
          this.position = position;
          this.engine.send((api) => api.advance(event, position));
          this.changed();
        },
        onElsewhere: (position) => {
          // Another tab's news can be older than this tab's own.
          const older = this.position?.epoch === position.epoch && position.seq < this.position.seq;
          if (!older) this.position = position;
          this.changed();
        },
        onDeniedElsewhere: () => this.consentInputs.set(ANOTHER_TAB, 'denied', 'consent was withdrawn in another tab'),
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
    // What the page adds and says in the same breath is decided on together: none of it grants before all have spoken.
    this.starting = Promise.resolve().then(() => {
      this.starting = undefined;
      const applied = this.decide();
      this.tracker.release();
      return applied.catch(() => undefined);
    });
    this.tracker.hold();
    for (const plugin of plugins) this.use(plugin);
  }

  use(plugin: Plugin): () => void {
    const { name } = plugin;
    this.plugins.get(name)?.();
    const noteProblem = (cause: unknown) => {
      this.tracker.lastProblem = toAisleError(cause);
      this.changed();
    };
    let stopped = false;
    let stopPlugin = () => {};
    const stop = () => {
      if (stopped) return;
      stopped = true;
      this.plugins.delete(name);
      try {
        stopPlugin();
      } catch (cause) {
        noteProblem(cause);
      }
    };
    this.plugins.set(name, stop);
    try {
      stopPlugin = plugin.start({
        track: (event) => {
          if (!stopped) void quietly(this.tracker.track(event, name)).catch(noteProblem);
        },
        setConsent: (signal, detail) => {
          if (stopped) return;
          // Asked and answered anew on this page, which outdoes an older no of another tab.
          const before = this.consentInputs.signalOf(name);
          if (signal === 'granted' && before !== undefined && before !== 'granted') this.consentInputs.remove(ANOTHER_TAB);
          this.consentInputs.set(name, signal, detail);
          void this.decide().catch(noteProblem);
        },
      });
    } catch (cause) {
      noteProblem(cause);
    }
    return stop;
  }

  /** Puts what the inputs say into effect, where it changes anything. */
  private async decide(): Promise<void> {
    if (this.starting) return;
    const { decision } = this.consentInputs;
    if (decision !== this.tracker.consent) await this.applyConsent(decision);
    else this.changed();
  }

  private changed(): void {
    this.snapshot = undefined;
    if (this.notifying) return;
    this.notifying = true;
    // Later, and each by itself: a listener that asks for a list, or throws, stands in nobody's way.
    queueMicrotask(() => {
      this.notifying = false;
      for (const listener of [...this.listeners]) {
        try {
          listener();
        } catch (error) {
          // The shop's own error, shown as one.
          reportError(error);
        }
      }
    });
  }

  private forget(): void {
    this.position = undefined;
    this.engine.send((api) => api.forget());
    this.changed();
  }

  /** The engine runs only while the shopper agrees: before that, not even its script is fetched. */
  private onConsentChange(): void {
    if (this.tracker.consent === 'granted') {
      // A list that is asked for sooner starts it at once.
      void whenIdle().then(() => {
        if (this.tracker.consent === 'granted') this.engine.start();
      });
    } else {
      this.engine.stop();
      this.engineStatus = undefined;
    }
    this.changed();
  }

  /** Learns the engine's status when it can answer, and again when it knows about the release that the manifest names now. */
  private async learnStatus(): Promise<void> {
    const options = { deadlineMs: READY_DEADLINE_MS };
    const learnt = (status: EngineStatus) => {
      this.engineStatus = status;
      this.changed();
    };
    const ready = this.engine.call((api) => api.whenReady(), options).then(learnt, () => this.changed());
    void this.engine.call((api) => api.whenUpdated(), options).then(learnt, () => undefined);
    await ready;
    void whenIdle()
      .then(deviceHints)
      .then(async (hints) => {
        // Withdrawn meanwhile: a call would start the worker again.
        if (this.engine.state === 'ready') learnt(await this.engine.call((api) => api.calibrate(hints), options));
      })
      .catch(() => undefined);
  }

  track(event: EventInput): Promise<TrackResult> {
    // In the page's first breath, an event waits for the decision only where the shop has said yes before it.
    return quietly(this.tracker.track(event, 'page', this.consentInputs.signalOf('shop') === 'granted'));
  }

  setConsent(consent: 'granted' | 'denied'): Promise<void> {
    this.consentInputs.set('shop', consent, `setConsent('${consent}') was called`);
    if (consent === 'granted') this.consentInputs.remove(ANOTHER_TAB);
    // A no that is repeated erases again: the last time may have failed.
    const apply = () => (consent === 'denied' ? this.applyConsent(consent) : this.decide());
    return quietly(this.starting ? this.starting.then(apply) : apply());
  }

  private async applyConsent(consent: Consent): Promise<void> {
    try {
      await this.tracker.setConsent(consent);
    } finally {
      if (consent === 'denied') await this.deleteWeightsCache();
    }
  }

  erase(): Promise<ErasedEverything> {
    const weights = this.deleteWeightsCache();
    return quietly(this.tracker.erase().then(async (history) => ({ history, weightsCacheDeleted: await weights })));
  }

  private async deleteWeightsCache(): Promise<boolean> {
    try {
      return await caches.delete(`aisle-${this.options.namespace}`);
    } catch {
      // No Cache Storage here, or none that this page may touch: then nothing was kept in it either.
      return false;
    }
  }

  async export(): Promise<HistoryExport> {
    if (this.starting) await this.starting;
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
        this.changed();
        return 'engine-failed';
    }
  }

  async rerank<T>(items: readonly T[], options?: RerankOptions<T> | null): Promise<RerankResult<T>> {
    const startedMs = performance.now();
    // The list as it is now: the shop may change its array while the engine works. Other collections count as lists.
    const given: T[] = isIterable<T>(items) ? [...items] : [];
    if (this.starting) await this.starting;
    const asGiven = (reason: Reason): RerankResult<T> => ({
      items: given,
      ranked: false,
      reason,
      durationMs: performance.now() - startedMs,
    });
    const refused = this.whyNotAsked();
    if (refused) return asGiven(refused);
    const { deadlineMs = DEFAULT_RERANK_DEADLINE_MS, signal, itemId } = options ?? {};
    const itemIds = isIterable(items) ? readItemIds(given, itemId) : undefined;
    if (!itemIds) return asGiven('invalid-items');
    try {
      const request = { itemIds, position: this.position };
      const reply = await this.engine.call((api) => api.rerank(request), { deadlineMs, ...(signal && { signal }) });
      if (!reply.order) return asGiven(reply.reason!);
      return {
        items: [...reply.order].map((index) => given[index]!),
        ranked: true,
        release: reply.release!,
        tier: reply.tier!,
        durationMs: performance.now() - startedMs,
      };
    } catch (cause) {
      return asGiven(this.whyNotAsked() ?? this.reasonOf(cause));
    }
  }

  async predict(options?: PredictOptions | null): Promise<PredictResult> {
    const startedMs = performance.now();
    const nothing = (reason: Reason): PredictResult => ({ items: [], reason, durationMs: performance.now() - startedMs });
    if (this.starting) await this.starting;
    const refused = this.whyNotAsked();
    if (refused) return nothing(refused);
    const { candidates, exclude, filter = () => true, deadlineMs = DEFAULT_PREDICT_DEADLINE_MS, signal } = options ?? {};
    const k = wholeCount(options?.k);
    try {
      const ids = { ...(candidates && { candidates: Array.from(candidates, String) }), ...(exclude && { exclude: Array.from(exclude, String) }) };
      // The filter runs here, since a function cannot cross to the worker: ask for more until enough pass.
      for (let asked = k; ; asked *= 4) {
        const request = { k: asked, position: this.position, ...ids };
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
    if (this.starting) await this.starting;
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
      consentTrace: this.consentInputs.trace,
      plugins: [...this.plugins.keys()],
      automation: { detected: automated, policy, ignoring: automated && policy === 'ignore' },
      storedEvents,
      worker: this.engine.state,
      tier: this.engineStatus?.tier,
      catalogueTier: this.engineStatus?.catalogueTier,
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
    for (const stop of [...this.plugins.values()]) stop();
    this.tracker.dispose();
    this.engine.dispose();
    this.listeners.clear();
  }
}

/** The same promise, which raises nothing in the page where nobody handles its rejection: it is told on the console instead. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch((error: unknown) => console.warn(`[aisle] ${toAisleError(error).message}`));
  return promise;
}

function isIterable<T>(found: unknown): found is Iterable<T> {
  return typeof found === 'object' && found !== null && Symbol.iterator in found;
}

const DEFAULT_PREDICTION_COUNT = 10;

/** At least 1; what is no number counts as not given. */
function wholeCount(k: number | undefined): number {
  return typeof k === 'number' && k >= 1 ? Math.floor(k) : DEFAULT_PREDICTION_COUNT;
}
