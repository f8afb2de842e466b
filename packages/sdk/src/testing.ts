import type { TrackedEvent } from '@aisle/core';
import type { Consent } from '@aisle/tracker';
import { createInstance } from './aisle.js';
import type { Aisle, RerankNowOptions } from './api.js';
import { rerankNow as orderNow } from './decisions/rerankNow.js';
import type { FakeAnswers } from './fake/answers.js';
import { fakePage } from './fake/fakePage.js';
import { InMemoryTracker } from './fake/inMemoryTracker.js';
import { ScriptedClient } from './fake/scriptedClient.js';
import { ScriptedEngine } from './fake/scriptedEngine.js';
import type { RerankResult, Status } from './results.js';

export type { EventInput, TrackedEvent } from '@aisle/core';
export type { Consent, Plugin, PluginHost, Profile, TrackResult } from '@aisle/tracker';
export type { Aisle, EraseResult, HistoryExport, PredictOptions, RerankOptions } from './api.js';
export type { FakeAnswers } from './fake/answers.js';
export type { Prediction, PredictResult, Reason, RerankResult, Status } from './results.js';

export interface FakeAisleOptions extends FakeAnswers {
  /** What the shop has said before the test begins. Default `granted`. */
  readonly consent?: Consent;
}

export interface FakeAisle extends Aisle {
  /** Every event that was stored, oldest first. Erasing the history removes nothing from it. */
  readonly trackedEvents: readonly TrackedEvent[];
  /** Changes what is answered from now on; what is left out stays as it was. Subscribers are called. */
  setAnswers(answers: FakeAnswers): void;
}

/**
 * Aisle for a shop's own tests: no worker, no IndexedDB, no page, so that it runs in plain Node. It is the real
 * instance, over a history in memory and an engine that answers what the test says, at once. By default the shopper has
 * granted consent and the engine is ready. Know its errors by their `code`: their class is not the one that
 * `@aisle/sdk` exports.
 */
export function createFakeAisle({ consent = 'granted', ...answers }: FakeAisleOptions = {}): FakeAisle {
  let scripted: FakeAnswers = answers;
  const tracker = new InMemoryTracker(consent);
  const engine = new ScriptedEngine(
    () => scripted,
    () => tracker.events,
  );
  const client = new ScriptedClient(engine);
  const isReady = () => tracker.consent === 'granted' && client.state === 'ready';
  const instance = createInstance({
    openTracker: (listener) => tracker.listenedBy(listener),
    openClient: () => client,
    page: fakePage(),
    holdoutShare: () => (scripted.reason === 'holdout' ? 1 : 0),
  });
  let found: Status | undefined;
  let snapshot: Status;
  const getSnapshot = (): Status => {
    const latest = instance.getSnapshot();
    if (latest !== found) snapshot = { ...latest, worker: 'idle', ...(isReady() && READY), ...scripted.status };
    found = latest;
    return snapshot;
  };
  return {
    ...instance,
    trackedEvents: tracker.tracked,
    getSnapshot,
    status: getSnapshot,
    whenReady: async () => {
      await instance.whenReady();
      return getSnapshot();
    },
    rerankNow<T>(items: readonly T[], options?: RerankNowOptions<T> | null): RerankResult<T> {
      const result = instance.rerankNow(items, options);
      // The instance itself never has a ranking: its engine precomputes none.
      if (result.reason !== 'no-ranking' || !isReady()) return result;
      const { resultId, durationMs } = result;
      return { ...orderNow(engine.ranking, items, options), resultId, durationMs };
    },
    setAnswers(answers: FakeAnswers): void {
      scripted = { ...scripted, ...answers };
      tracker.changed();
    },
  };
}

/** Of an engine that has started and loaded its release. */
const READY = { worker: 'ready', tier: 'light', catalogueTier: 'light', release: 'fake', signed: false } as const;
