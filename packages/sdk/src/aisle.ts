import { profileOf } from '@aisle/tracker';
import type { Aisle } from './api.js';
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
import { StatusSnapshot } from './statusSnapshot.js';
import { eraseEverything, exportHistory, quietly } from './trackerCalls.js';

/**
 * The facade: one line for each public method, and the events that the parts send each other. No method uses `this`:
 * shops take them apart (`const { track } = aisle`), and frameworks call them on a proxy (Vue's `ref`).
 */
export function createInstance(parts: InstanceParts): Aisle {
  const { openTracker, page, surface } = parts;
  const onChange = () => snapshot.changed();
  // Nothing calls back before the last part is there: the tracker does from its first microtask on.
  const tracker: InstanceTracker = openTracker({
    onStored(event, cursor) {
      session.onStored(event, cursor);
      nextPageRanking.renew();
      if (event.result_id !== undefined || event.type === 'purchase') outcomes.renew();
      onChange();
    },
    onStoredInOtherTab(cursor) {
      session.onStoredInOtherTab(cursor);
      // When idle, also in a hidden page, where renewing does not wait: the shopper is in the other tab.
      void page.whenIdle().then(() => nextPageRanking.renew());
      outcomes.renew();
      onChange();
    },
    onErased() {
      session.onErased();
      experiment.forget();
      nextPageRanking.forget();
      outcomes.forget();
      outcomes.renew();
      onChange();
    },
    onChange() {
      session.followConsent();
      if (session.isAllowed) outcomes.renew();
      onChange();
    },
    async onConsentApplied(consent, deleted) {
      if (consent !== 'denied') return;
      await session.client.whenStopped;
      await page.deleteWeightsCache(tracker.options.namespace);
      // Once more: WebKit lists a database again that the worker was opening when it was deleted. Behind a deletion that
      // a frozen tab blocks, this would wait for seconds and fail.
      if (deleted && tracker.consent === 'denied') await tracker.erase().catch(() => undefined);
    },
    completeEvent: (input) => experiment.completeEvent(input),
  });
  const session = new EngineSession(tracker, parts, {
    onReady: () => outcomes.renew(),
    onRelease: () => nextPageRanking.renew(),
    onStopped: () => outcomes.forget(),
    onChange,
  });
  const experiment = new Experiment(session, parts);
  const pipeline = new DecisionPipeline(tracker, session, experiment, page, onChange);
  const outcomes = new Outcomes(() => session.countOutcomes(), page, onChange);
  const nextPageRanking = new NextPageRanking({
    tracker,
    session,
    pipeline,
    page,
    onRanking: (ranking) => surface?.onRanking(ranking),
    onProblem: (cause) => tracker.report(cause),
  });
  const snapshot = new StatusSnapshot(() => readStatus(tracker, session, experiment, outcomes, surface));
  const getSnapshot = () => snapshot.current;
  const status = () => {
    // Lists that are painted are counted without a notice.
    if (getSnapshot().lists?.shown !== surface?.counts.shown) snapshot.refresh();
    return getSnapshot();
  };

  return {
    rerank: (items, options) => pipeline.decide(rerank(items, options)),
    rerankNow: (items, options) =>
      pipeline.decideNow(options, (refusal) => rerankNow(nextPageRanking.latest, items, options, refusal)),
    predict: (options) => pipeline.decide(predict(options, page)),
    track: (event) => quietly(tracker.track(event, 'page')),
    use: (plugin) => tracker.use(plugin),
    setConsent: (consent) => quietly(tracker.setConsent(consent)),
    reset: () => quietly(tracker.reset()),
    erase: () => quietly(eraseEverything(tracker, page.deleteWeightsCache)),
    export: () => exportHistory(tracker),
    profile: async () => profileOf(await tracker.readAll()),
    async whenReady() {
      if (tracker.starting) await tracker.starting;
      if (!pipeline.refusal) await session.learnStatus();
      return status();
    },
    status,
    getSnapshot,
    subscribe: (listener) => snapshot.subscribe(listener),
    dispose() {
      pipeline.dispose();
      tracker.dispose();
      session.client.dispose();
      snapshot.clear();
    },
  };
}
