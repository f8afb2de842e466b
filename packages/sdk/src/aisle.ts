import type { EventInput } from '@aisle/core';
import { profileOf, type Plugin, type Profile, type TrackerListener, type TrackResult } from '@aisle/tracker';
import type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankNowOptions, RerankOptions } from './api.js';
import { DecisionPipeline } from './decisions/decisionPipeline.js';
import { NextPageRanking } from './decisions/nextPageRanking.js';
import { predict } from './decisions/predict.js';
import { rerank } from './decisions/rerank.js';
import { rerankNow } from './decisions/rerankNow.js';
import { EngineSession } from './engineSession.js';
import { Experiment } from './experiment.js';
import { Outcomes } from './outcomes.js';
import type { InstanceParts, InstanceTracker } from './parts.js';
import { readStatus } from './readStatus.js';
import type { PredictResult, RerankResult, Status } from './results.js';
import { StatusSnapshot } from './statusSnapshot.js';
import { eraseEverything, exportHistory, quietly } from './trackerCalls.js';

/** The facade: one line for each public method, and the events that the parts send each other. */
export class AisleInstance implements Aisle {
  readonly #parts: InstanceParts;
  readonly #tracker: InstanceTracker;
  readonly #session: EngineSession;
  readonly #experiment: Experiment;
  readonly #pipeline: DecisionPipeline;
  readonly #nextPageRanking: NextPageRanking;
  readonly #outcomes: Outcomes;
  readonly #status: StatusSnapshot;

  constructor(parts: InstanceParts) {
    const { openTracker, page, surface } = parts;
    const onChange = () => this.#status.changed();
    this.#parts = parts;
    // Nothing calls back before the last part is there: the tracker does from its first microtask on.
    const tracker = (this.#tracker = openTracker(this.#trackerListener()));
    const session = (this.#session = new EngineSession(tracker, parts, {
      onReady: () => this.#outcomes.renew(),
      onRelease: () => this.#nextPageRanking.renew(),
      onStopped: () => this.#outcomes.forget(),
      onChange,
    }));
    const experiment = (this.#experiment = new Experiment(session, parts));
    const pipeline = (this.#pipeline = new DecisionPipeline(tracker, session, experiment, page, onChange));
    const outcomes = (this.#outcomes = new Outcomes(() => session.countOutcomes(), page, onChange));
    this.#nextPageRanking = new NextPageRanking({
      tracker,
      session,
      pipeline,
      page,
      onRanking: (ranking) => surface?.onRanking(ranking),
      onProblem: (cause) => tracker.report(cause),
    });
    this.#status = new StatusSnapshot(() => readStatus(tracker, session, experiment, outcomes, surface));
  }

  #trackerListener(): TrackerListener {
    return {
      onStored: (event, position) => {
        this.#session.onStored(event, position);
        this.#nextPageRanking.renew();
        if (event.result_id !== undefined || event.type === 'purchase') this.#outcomes.renew();
        this.#status.changed();
      },
      onStoredInOtherTab: (position) => {
        this.#session.onStoredInOtherTab(position);
        // When idle, also in a hidden page, where renewing does not wait: the shopper is in the other tab.
        void this.#parts.page.whenIdle().then(() => this.#nextPageRanking.renew());
        this.#outcomes.renew();
        this.#status.changed();
      },
      onErased: () => {
        this.#session.onErased();
        this.#experiment.forget();
        this.#nextPageRanking.forget();
        this.#outcomes.forget();
        this.#outcomes.renew();
        this.#status.changed();
      },
      onChange: () => {
        this.#session.followConsent();
        if (this.#session.isAllowed) this.#outcomes.renew();
        this.#status.changed();
      },
      onConsentApplied: async (consent) => {
        if (consent !== 'denied') return;
        await this.#session.client.whenStopped;
        await this.#parts.page.deleteWeightsCache(this.#tracker.options.namespace);
        // Once more: a worker that was opening the history when it was deleted may have left a database (WebKit).
        if (this.#tracker.consent === 'denied') await this.#tracker.erase();
      },
      completeEvent: (input) => this.#experiment.completeEvent(input),
    };
  }

  rerank<T>(items: readonly T[], options?: RerankOptions<T> | null): Promise<RerankResult<T>> {
    return this.#pipeline.decide(rerank(items, options));
  }

  rerankNow<T>(items: readonly T[], options?: RerankNowOptions<T> | null): RerankResult<T> {
    const { latest } = this.#nextPageRanking;
    return this.#pipeline.decideNow(options, (refusal) => rerankNow(latest, items, options, refusal));
  }

  predict(options?: PredictOptions | null): Promise<PredictResult> {
    return this.#pipeline.decide(predict(options, this.#parts.page));
  }

  track(event: EventInput): Promise<TrackResult> {
    return quietly(this.#tracker.track(event, 'page'));
  }

  use(plugin: Plugin): () => void {
    return this.#tracker.use(plugin);
  }

  setConsent(consent: 'granted' | 'denied'): Promise<void> {
    return quietly(this.#tracker.setConsent(consent));
  }

  reset(): Promise<void> {
    return quietly(this.#tracker.reset());
  }

  erase(): Promise<ErasedEverything> {
    return quietly(eraseEverything(this.#tracker, this.#parts.page.deleteWeightsCache));
  }

  export(): Promise<HistoryExport> {
    return exportHistory(this.#tracker);
  }

  async profile(): Promise<Profile> {
    return profileOf(await this.#tracker.readAll());
  }

  async whenReady(): Promise<Status> {
    if (this.#tracker.starting) await this.#tracker.starting;
    if (!this.#pipeline.refusal) await this.#session.learnStatus();
    return this.status();
  }

  status(): Status {
    // Lists that are painted are counted without a notice.
    if (this.getSnapshot().lists?.shown !== this.#parts.surface?.counts.shown) this.#status.refresh();
    return this.getSnapshot();
  }

  getSnapshot(): Status {
    return this.#status.current;
  }

  subscribe(listener: () => void): () => void {
    return this.#status.subscribe(listener);
  }

  dispose(): void {
    this.#pipeline.dispose();
    this.#tracker.dispose();
    this.#session.client.dispose();
    this.#status.clear();
  }
}
