import type { TrackedEvent } from '@aisle/core';
import type { Consent } from '@aisle/tracker';
import { createInstance } from './aisle.js';
import type { Aisle, RerankNowOptions, WithItemId } from './api.js';
import { rerankNow as orderNow } from './decisions/rerankNow.js';
import type { FakeAnswers } from './fake/answers.js';
import { fakePage } from './fake/fakePage.js';
import { InMemoryTracker } from './fake/inMemoryTracker.js';
import { ScriptedClient } from './fake/scriptedClient.js';
import { ScriptedEngine } from './fake/scriptedEngine.js';
import type { RerankResult, Status } from './results.js';

export type { EventInput, TrackedEvent } from '@aisle/core';
export type { Consent, Plugin, PluginHost, Profile, TrackResult } from '@aisle/tracker';
export type {
  Aisle,
  EraseResult,
  Feature,
  HistoryExport,
  PredictOptions,
  RerankOptions,
  RowOptions,
  TrendingOptions,
} from './api.js';
export type { FakeAnswers } from './fake/answers.js';
export type { Prediction, PredictResult, Reason, RerankResult, Status } from './results.js';

export interface FakeAisleOptions extends FakeAnswers {
  /** Consent at the beginning of the test. Default `granted`. */
  readonly consent?: Consent;
  /** As for `createAisle`. Default false. */
  readonly rowsBeforeConsent?: boolean;
}

export interface FakeAisle extends Aisle {
  /** All events that were stored, oldest first. Erasing the history does not change it. */
  readonly trackedEvents: readonly TrackedEvent[];
  /** Changes the answers from now on, and calls the subscribers. Omitted fields keep their values. */
  setAnswers(answers: FakeAnswers): void;
}

/**
 * Creates Aisle for a shop's tests. It runs in Node, without worker, IndexedDB or page: the real instance with an in-memory
 * history and an engine that answers as scripted, without delay. By default consent is granted and the engine is ready.
 * Identify errors by their `code`, because their class is not the one that `@aisle/sdk` exports.
 */
export function createFakeAisle(options?: FakeAisleOptions | null): FakeAisle {
  const { consent = 'granted', rowsBeforeConsent = false, ...answers } = options ?? {};
  let currentAnswers: FakeAnswers = answers;
  const tracker = new InMemoryTracker(consent);
  const engine = new ScriptedEngine(
    () => currentAnswers,
    () => tracker.events,
  );
  const client = new ScriptedClient(engine);
  const isReady = () => tracker.consent === 'granted' && client.state === 'ready';
  const instance = createInstance({
    openTracker: (listener) => tracker.withListener(listener),
    openClient: () => client,
    page: fakePage(),
    holdoutShare: () => (currentAnswers.reason === 'holdout' ? 1 : 0),
    rowsBeforeConsent,
  });
  let lastInstanceStatus: Status | undefined;
  let snapshot: Status;
  const getSnapshot = (): Status => {
    const latest = instance.getSnapshot();
    if (latest !== lastInstanceStatus)
      snapshot = { ...latest, worker: 'idle', ...(isReady() && READY), ...currentAnswers.status };
    lastInstanceStatus = latest;
    return snapshot;
  };
  return {
    ...instance,
    trackedEvents: tracker.trackedEvents,
    getSnapshot,
    status: getSnapshot,
    whenReady: async () => {
      await instance.whenReady();
      return getSnapshot();
    },
    rerankNow<T>(items: readonly T[], options?: RerankNowOptions<T> | null): RerankResult<T> {
      const result: RerankResult<T> = instance.rerankNow(items, options as WithItemId<T, RerankNowOptions<T>>);
      // The scripted engine does not precompute a ranking, so the instance never has one.
      if (result.reason !== 'no-ranking' || !isReady()) return result;
      const { resultId, durationMs } = result;
      return { ...orderNow(engine.ranking, items, options), resultId, durationMs };
    },
    setAnswers(answers: FakeAnswers): void {
      currentAnswers = { ...currentAnswers, ...answers };
      tracker.notify();
    },
  };
}

/** The status of an engine that has loaded its release. */
const READY = { worker: 'ready', tier: 'light', catalogueTier: 'light', release: 'fake', signed: false } as const;
