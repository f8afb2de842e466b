import { AisleError, armOf, toAisleError, type Arm, type EventInput, type ItemEvent, type TrackedEvent } from '@aisle/core';
import type { Position } from '@aisle/store';
import { profileOf, readRanking, Tracker, type Plugin, type Profile, type TrackResult } from '@aisle/tracker';
import { EngineClient, type EngineStatus, type HistoryRequest, type OutcomesByArm, type Provenance, type RemoteEngine } from '@aisle/worker';
import type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankNowOptions, RerankOptions } from './api.js';
import { bindMethods } from './bindMethods.js';
import { ChangeListeners } from './changeListeners.js';
import { deviceHints, networkKind, whenIdle } from './device.js';
import { readItemIds, readList } from './itemIds.js';
import { RankingAhead } from './lists/rankingAhead.js';
import type { ListSurface } from './lists/watchLists.js';
import { resolveOptions, type AisleOptions } from './options.js';
import { watchOutcomes } from './outcomes.js';
import { freePlaces, orderFreePlaces } from './pinned.js';
import { predictionCount } from './predictionCount.js';
import { rerankBy } from './rerankNow.js';
import { newResultId } from './resultId.js';
import type { PredictResult, Reason, RerankResult, Status } from './results.js';
import { deleteWeightsCache, eraseEverything, exportHistory, quietly, trackerStatus } from './trackerCalls.js';

const DEFAULT_RERANK_DEADLINE_MS = 100;
const DEFAULT_PREDICT_DEADLINE_MS = 2_000;
/** Fetching a release over a slow network, and compiling shaders on a slow GPU. */
const READY_DEADLINE_MS = 60_000;

/** @throws AisleError `invalid-argument` for a mistake in the options */
export function createAisle(options: AisleOptions): Aisle {
  return bindMethods(new BrowserAisle(options));
}

export class BrowserAisle implements Aisle {
  readonly #options;
  readonly #tracker: Tracker;
  readonly #engine: EngineClient;
  readonly #ahead: RankingAhead;
  /** Whether the engine that runs may keep the release: it was started under a yes. */
  #engineMayStore = false;
  /** The latest event known to this page, from this tab or another. */
  #position: Position | undefined;
  #engineStatus: EngineStatus | undefined;
  /** The history's random name as the engine read it, which can be before this page does. Another object for another history. */
  #engineHistory: { epoch?: string | undefined } = {};
  readonly #outcomes = watchOutcomes(
    () => this.#countOutcomes(),
    () => this.#changed(),
  );
  readonly #listeners = new ChangeListeners();
  /** By list id: what put it in order last. */
  readonly #results = new Map<string, string>();
  #snapshot: Status | undefined;
  #disposed = false;
  readonly #surface: ListSurface | undefined;

  constructor(
    options: AisleOptions,
    surface?: ListSurface,
  ) {
    this.#surface = surface;
    this.#options = resolveOptions(options);
    const { namespace, manifestUrl, publicKeys, updateIntervalMs, tier, holdoutShare, createWorker, checkWorker } = this.#options;
    this.#engine = new EngineClient({
      createWorker,
      checkWorker,
      engine: () => ({ namespace, manifestUrl, publicKeys, updateIntervalMs, network: networkKind(), tier, persist: this.#engineMayStore, holdoutShare }),
      onStateChange: (state, problem) => {
        if (state === 'ready') {
          void this.#learnStatus();
          this.#outcomes.renew();
        }
        if (state === 'unavailable') console.warn(`[aisle] ${problem!.message} Lists stay as they are.`);
        this.#changed();
      },
    });
    this.#ahead = new RankingAhead(readRanking(namespace), () => this.#askAhead(), (ranking) => surface?.onRanking(ranking));
    this.#tracker = new Tracker(this.#options, {
      onStored: (event, position) => {
        this.#position = position;
        this.#ahead.renew();
        this.#engine.advance(event, position);
        if (event.result_id !== undefined || event.type === 'purchase') this.#outcomes.renew();
        this.#changed();
      },
      onElsewhere: (position) => {
        // Another tab's news can be older than this tab's own.
        const older = this.#position?.epoch === position.epoch && position.seq < this.#position.seq;
        if (!older) this.#position = position;
        this.#ahead.renew();
        this.#outcomes.renew();
        this.#changed();
      },
      onErased: () => {
        this.#position = undefined;
        this.#results.clear();
        this.#ahead.forget();
        this.#engineHistory = {};
        this.#engine.forget();
        this.#outcomes.counts = undefined;
        this.#outcomes.renew();
        this.#changed();
      },
      onChange: () => this.#followTracker(),
      onDecided: async (consent) => {
        if (consent === 'denied') await deleteWeightsCache(namespace);
      },
      onEvent: (event) => this.#nameResult(event),
    });
  }

  use(plugin: Plugin): () => void {
    return this.#tracker.use(plugin);
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#listeners.tell();
  }

  /** The engine runs only where there is leave to keep a history: before that, not even its script is fetched. */
  #followTracker(): void {
    const mayStore = this.#tracker?.consent === 'granted';
    if (!this.#tracker || this.#tracker.storage === 'none' || mayStore !== this.#engineMayStore) {
      this.#engine.stop();
      this.#engineStatus = this.#outcomes.counts = undefined;
    }
    this.#engineMayStore = mayStore;
    if (this.#mayRank) {
      this.#outcomes.renew();
      // A list that is asked for sooner starts it at once.
      void whenIdle().then(() => {
        if (this.#mayRank) this.#engine.start();
      });
    }
    this.#changed();
  }

  get #mayRank(): boolean {
    return this.#tracker !== undefined && this.#tracker.storage !== 'none';
  }

  get #arm(): Arm | undefined {
    const epoch = this.#mayRank ? (this.#tracker.historyEpoch ?? this.#engineHistory.epoch) : undefined;
    return epoch === undefined ? undefined : armOf(epoch, this.#options.holdoutShare);
  }

  get #heldOut(): boolean {
    return this.#arm === 'holdout';
  }

  /** A new result's id, which events of the list name from now on. */
  #newResult(listId?: string, resultId = newResultId(this.#arm)): string {
    if (listId !== undefined) this.#results.set(listId, resultId);
    return resultId;
  }

  /** What tells of a list names the result that put it in order. */
  #nameResult(event: TrackedEvent): void {
    const listId = (event as ItemEvent).item_list_id;
    if (listId === undefined || event.result_id !== undefined) return;
    if (!this.#results.has(listId) && this.#surface?.orders(listId)) this.#newResult(listId);
    const resultId = this.#results.get(listId);
    if (resultId !== undefined) event.result_id = resultId;
  }

  /** Nothing of an empty history, with or without an engine. Without consent the number of events is unknown. */
  async #countOutcomes(): Promise<OutcomesByArm | undefined> {
    const { storedEvents, carried } = this.#tracker;
    if (storedEvents === undefined) return undefined;
    const none = { shown: 0, clicked: 0, bought: 0 };
    if (storedEvents === 0) return { personalised: none, holdout: none };
    if (this.#engine.state !== 'ready') return undefined;
    return this.#engine.call((engine) => engine.outcomes({ position: this.#position, history: carried, noticesSent: this.#engine.noticesSent }), { deadlineMs: READY_DEADLINE_MS });
  }

  /** Learns the engine's status when it can answer, and again when it knows about the release that the manifest names now. */
  async #learnStatus(): Promise<void> {
    const options = { deadlineMs: READY_DEADLINE_MS };
    const learnt = (status: EngineStatus) => {
      if (status.release !== this.#engineStatus?.release) this.#ahead.renew();
      const problem = status.problems.at(-1)?.message;
      if (!status.release && problem && problem !== this.#engineStatus?.problems.at(-1)?.message) console.warn(`[aisle] ${problem} Lists stay as they are.`);
      this.#engineStatus = status;
      this.#changed();
    };
    const ready = this.#engine.call((engine) => engine.whenReady(), options).then(learnt, () => this.#changed());
    void this.#engine.call((engine) => engine.whenUpdated(), options).then(learnt, () => undefined);
    await ready;
    void whenIdle()
      .then(deviceHints)
      .then(async (hints) => {
        // Withdrawn meanwhile: a call would start the worker again.
        if (this.#engine.state === 'ready') learnt(await this.#engine.call((engine) => engine.calibrate(hints), options));
      })
      .catch(() => undefined);
  }

  /** How the catalogue is ranked after what this page knows of, kept for the next page where it may be. */
  async #askAhead(): Promise<string | undefined> {
    await whenIdle();
    // Renewed when an engine is ready; none is started for it. A program's visit leaves nothing.
    if (!this.#mayRank || this.#engine.state !== 'ready' || this.#tracker.ignoresVisit) return undefined;
    const reply = await this.#ask((engine, after) => engine.precomputeRanking(after), READY_DEADLINE_MS, undefined);
    // None in the holdout, and what it left before it was one goes.
    const ranking = reply ? reply.ranking : '';
    if (ranking !== undefined) this.#tracker.keepRanking(ranking, reply?.epoch);
    return ranking;
  }

  track(event: EventInput): Promise<TrackResult> {
    return quietly(this.#tracker.track(event, 'page'));
  }

  setConsent(consent: 'granted' | 'denied'): Promise<void> {
    return quietly(this.#tracker.setConsent(consent));
  }

  reset(): Promise<void> {
    return quietly(this.#tracker.reset());
  }

  erase(): Promise<ErasedEverything> {
    return quietly(eraseEverything(this.#tracker));
  }

  export(): Promise<HistoryExport> {
    return exportHistory(this.#tracker);
  }

  async profile(): Promise<Profile> {
    return profileOf(await this.#tracker.readAll());
  }

  /** Why the engine is not even asked. */
  #whyNotAsked(): Reason | undefined {
    if (this.#disposed) return 'disposed';
    return this.#mayRank ? undefined : 'no-consent';
  }

  #reasonOf(cause: unknown): Reason {
    if (this.#heldOut) return 'holdout';
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
        this.#tracker.lastProblem = problem;
        this.#changed();
        return problem.code === 'catalogue-unusable' ? 'no-catalogue' : 'engine-failed';
    }
  }

  /**
   * Asks the engine about the history as this page knows it; `invoke` hands on where that ends. Resolves with undefined in
   * the holdout, at once where that is known; the question is put all the same, so that no server can tell the arms apart
   * by the files that are asked for.
   */
  async #ask<T extends Provenance>(invoke: (engine: RemoteEngine, after: HistoryRequest) => Promise<T>, deadlineMs: number, signal: AbortSignal | undefined): Promise<T | undefined> {
    const engineHistory = this.#engineHistory;
    const askKnowing = async (engine: RemoteEngine) => {
      // After a freeze, the history may be gone.
      if (this.#tracker.looking) await this.#tracker.looking;
      if (!this.#mayRank) throw new AisleError('aborted', 'Consent was withdrawn.');
      return invoke(engine, { position: this.#position, history: this.#tracker.carried, noticesSent: this.#engine.noticesSent });
    };
    const asked = this.#engine.call(askKnowing, { deadlineMs, ...(signal && { signal }) });
    if (this.#heldOut) {
      asked.catch(() => undefined);
      return undefined;
    }
    const reply = await asked;
    if (this.#arm === undefined) {
      engineHistory.epoch = reply.epoch;
      this.#changed();
    }
    return this.#heldOut ? undefined : reply;
  }

  async rerank<T>(items: readonly T[], options?: RerankOptions<T> | null): Promise<RerankResult<T>> {
    const startedMs = performance.now();
    // The list as it is now: the shop may change its array while the engine works. Other collections count as lists.
    const list = readList<T>(items);
    const given = list ?? [];
    let listId: string | undefined;
    if (this.#tracker.starting) await this.#tracker.starting;
    const asGiven = (reason: Reason): RerankResult<T> => ({
      items: given,
      ranked: false,
      resultId: this.#newResult(listId),
      reason,
      durationMs: performance.now() - startedMs,
    });
    const refused = this.#whyNotAsked();
    if (refused) return asGiven(refused);
    try {
      const { deadlineMs = DEFAULT_RERANK_DEADLINE_MS, signal, itemId, pinned } = options ?? {};
      listId = options?.list;
      const itemIds = list && readItemIds(list, itemId);
      if (!itemIds) return asGiven('invalid-items');
      const places = freePlaces(given, pinned);
      const free = places.map((place) => itemIds[place]!);
      const reply = await this.#ask((engine, after) => engine.rerank({ itemIds: free, ...after }), deadlineMs, signal);
      if (!reply) return asGiven('holdout');
      if (!reply.order) return asGiven(reply.reason!);
      return {
        items: orderFreePlaces(given, places, reply.order),
        ranked: true,
        resultId: this.#newResult(listId),
        release: reply.release!,
        tier: reply.tier!,
        durationMs: performance.now() - startedMs,
      };
    } catch (cause) {
      return asGiven(this.#whyNotAsked() ?? this.#reasonOf(cause));
    }
  }

  /** Before the shopper's answer is repeated on this page, what an earlier one left under a yes still counts. */
  #whyNotNow(): Reason | undefined {
    if (this.#disposed) return 'disposed';
    if (this.#heldOut) return 'holdout';
    return this.#tracker.consent === 'denied' ? 'no-consent' : undefined;
  }

  rerankNow<T>(items: readonly T[], options?: RerankNowOptions<T> | null): RerankResult<T> {
    const result = rerankBy(this.#ahead.latest, items, options, { refused: this.#whyNotNow(), arm: this.#arm });
    this.#newResult(options?.list, result.resultId);
    return result;
  }

  async predict(options?: PredictOptions | null): Promise<PredictResult> {
    const startedMs = performance.now();
    let listId: string | undefined;
    const nothing = (reason: Reason): PredictResult => ({ items: [], resultId: this.#newResult(listId), reason, durationMs: performance.now() - startedMs });
    if (this.#tracker.starting) await this.#tracker.starting;
    const refused = this.#whyNotAsked();
    if (refused) return nothing(refused);
    try {
      const { candidates, exclude, excludeCart, excludePurchased, catalogue, filter = () => true, deadlineMs = DEFAULT_PREDICT_DEADLINE_MS, signal } = options ?? {};
      listId = options?.list;
      const k = predictionCount(options);
      const ids = { ...(candidates && { candidates: Array.from(candidates, String) }), ...(exclude && { exclude: Array.from(exclude, String) }), excludeCart: !!excludeCart, excludePurchased: !!excludePurchased, ...(catalogue && { catalogueUrl: new URL(catalogue, document.baseURI).href }) };
      // The filter runs here, since a function cannot cross to the worker: ask for more until enough pass.
      for (let asked = k; ; asked *= 4) {
        const request = { k: asked, ...ids };
        const remainingMs = deadlineMs - (performance.now() - startedMs);
        const reply = await this.#ask((engine, after) => engine.predict({ ...request, ...after }), remainingMs, signal);
        if (!reply) return nothing('holdout');
        if (reply.reason) return nothing(reply.reason);
        const passed = reply.items.filter(({ item_id, product }) => (!catalogue || (product && product.in_stock !== false)) && filter(item_id, product));
        if (passed.length < k && reply.items.length === asked) continue;
        const { release, tier } = reply;
        return { items: passed.slice(0, k), resultId: this.#newResult(listId), release: release!, tier: tier!, durationMs: performance.now() - startedMs };
      }
    } catch (cause) {
      return nothing(this.#whyNotAsked() ?? this.#reasonOf(cause));
    }
  }

  async whenReady(): Promise<Status> {
    if (this.#tracker.starting) await this.#tracker.starting;
    if (!this.#whyNotAsked()) await this.#learnStatus();
    return this.status();
  }

  status(): Status {
    if (this.#snapshot?.lists?.shown !== this.#surface?.counts.shown) this.#snapshot = undefined;
    return this.getSnapshot();
  }

  getSnapshot(): Status {
    const engineProblem = this.#engineStatus?.problems.at(-1);
    this.#snapshot ??= {
      ...trackerStatus(this.#tracker),
      worker: this.#engine.state,
      tier: this.#engineStatus?.tier,
      catalogueTier: this.#engineStatus?.catalogueTier,
      adapter: this.#engineStatus?.adapter,
      release: this.#engineStatus?.release,
      signed: this.#engineStatus?.signed,
      channel: this.#engineStatus?.channel,
      arm: this.#arm,
      outcomes: this.#outcomes.counts && { arm: this.#arm, ...this.#outcomes.counts },
      requests: this.#engineStatus?.requests ?? [],
      lists: this.#surface && { ...this.#surface.counts },
      lastProblem: this.#tracker.problem ?? this.#engine.lastProblem ?? (engineProblem && toAisleError(engineProblem)),
    };
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  dispose(): void {
    this.#disposed = true;
    this.#tracker.dispose();
    this.#engine.dispose();
    this.#listeners.clear();
  }
}
