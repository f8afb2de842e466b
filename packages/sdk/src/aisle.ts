import { profileOf } from '@aisle/tracker';
import type { Aisle, RerankNowOptions, RerankOptions } from './api.js';
import { boughtWith } from './decisions/boughtWith.js';
import { DecisionPipeline } from './decisions/decisionPipeline.js';
import { NextPageRanking } from './decisions/nextPageRanking.js';
import { predict } from './decisions/predict.js';
import { related } from './decisions/related.js';
import { request } from './decisions/request.js';
import { rerank } from './decisions/rerank.js';
import { rerankNow } from './decisions/rerankNow.js';
import { trending } from './decisions/trending.js';
import { EngineController } from './engineController.js';
import { Experiment } from './experiment.js';
import { Outcomes } from './outcomes.js';
import type { InstanceParts, InstanceTracker } from './parts.js';
import { readStatus } from './readStatus.js';
import { StatusSnapshot } from './statusSnapshot.js';
import { automationLogger, eraseAll, exportHistory, logRejection } from './trackerCalls.js';

/**
 * Creates the facade: one line for each public method, and the events between the parts. No method uses `this`, because
 * shops destructure the instance (`const { track } = aisle`) and frameworks wrap it in a proxy (Vue's `ref`).
 */
export function createInstance(parts: InstanceParts): Aisle {
  const { openTracker, page, lists } = parts;
  const logAutomation = automationLogger(() => tracker);
  const onChange = () => {
    logAutomation();
    snapshot.notify();
  };
  // The tracker calls its listener from its first microtask on. By then, every part exists.
  const tracker: InstanceTracker = openTracker({
    onStored(event, cursor) {
      controller.onStored(event, cursor);
      nextPageRanking.refresh();
      if (event.result_id !== undefined || event.type === 'purchase') outcomes.refresh();
      onChange();
    },
    onStoredInOtherTab(cursor) {
      controller.onStoredInOtherTab(cursor);
      // Waits for idle time even if this page is hidden, because the shopper is using the other tab.
      void page.whenIdle().then(() => nextPageRanking.refresh());
      outcomes.refresh();
      onChange();
    },
    onErased() {
      controller.onErased();
      experiment.forget();
      nextPageRanking.forget();
      outcomes.forget();
      outcomes.refresh();
      onChange();
    },
    onChange() {
      controller.applyConsent();
      if (controller.isAllowed) outcomes.refresh();
      onChange();
    },
    async onConsentApplied(consent, deleted) {
      if (consent !== 'denied') return;
      await controller.client.whenStopped;
      await page.deleteWeightsCache(tracker.options.namespace);
      // Erases a second time for WebKit: a database reappears if the worker was opening it during the deletion
      // (test/browsers/consent.test.ts). Not after a deletion that a frozen tab blocks: this one would wait for it and fail.
      if (deleted && tracker.consent === 'denied') await tracker.erase().catch(() => undefined);
    },
    onCached: () => controller.client.onCached(),
    onResume() {
      controller.client.onResume();
      controller.applyConsent();
    },
    completeEvent: (input) => experiment.completeEvent(input),
  });
  const controller = new EngineController(tracker, parts, {
    onReady: () => outcomes.refresh(),
    onRelease: () => nextPageRanking.refresh(),
    onStopped: () => outcomes.forget(),
    onChange,
  });
  const experiment = new Experiment(controller, parts);
  const pipeline = new DecisionPipeline(tracker, controller, experiment, page, onChange);
  const outcomes = new Outcomes(() => controller.countOutcomes(), page, onChange);
  const nextPageRanking = new NextPageRanking({
    tracker,
    controller,
    pipeline,
    page,
    onRanking: (ranking) => lists?.onRanking(ranking),
    onProblem: (cause) => tracker.report(cause),
  });
  const snapshot = new StatusSnapshot(() => readStatus(tracker, controller, experiment, outcomes, lists));
  const getSnapshot = () => snapshot.current;
  const status = () => {
    // Painting a list changes the counts without a notification.
    if (getSnapshot().lists?.shown !== lists?.counts.shown) snapshot.invalidate();
    return getSnapshot();
  };

  return {
    rerank: <T>(items: readonly T[], options?: RerankOptions<T> | null) => pipeline.decide(rerank(items, options)),
    rerankNow: <T>(items: readonly T[], options?: RerankNowOptions<T> | null) =>
      pipeline.decideNow(options, (refusal) => rerankNow(nextPageRanking.latest, items, options, refusal)),
    predict: (options) => pipeline.decide(predict(options, page)),
    related: (item, options) => pipeline.decide(related(item, options, page)),
    boughtWith: (items, options) => pipeline.decide(boughtWith(items, options, page)),
    trending: (options) => pipeline.decide(trending(options, page)),
    request: (query, options) => pipeline.decide(request(query, options, () => tracker.ignoresVisit)),
    changeDecisions: (change) => tracker.changeDecisions(change),
    track: (event) => logRejection(tracker.track(event, 'page'), (cause) => tracker.report(cause)),
    use: (plugin) => tracker.use(plugin),
    setConsent: (consent) => logRejection(tracker.setConsent(consent)),
    reset: () => logRejection(tracker.reset()),
    erase: () => logRejection(eraseAll(tracker, page.deleteWeightsCache)),
    export: () => exportHistory(tracker),
    profile: async () => profileOf(await tracker.readAll()),
    async whenReady() {
      if (tracker.consentPending) await tracker.consentPending;
      if (!pipeline.refusal()) await controller.updateStatus();
      return status();
    },
    status,
    getSnapshot,
    subscribe: (listener) => snapshot.subscribe(listener),
    dispose() {
      pipeline.dispose();
      tracker.dispose();
      controller.client.dispose();
      snapshot.clear();
    },
  };
}
