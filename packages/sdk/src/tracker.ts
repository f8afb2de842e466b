import { type EventInput, readOrRefuse } from '@aisle/core';
import { type Plugin, Tracker, type TrackResult } from '@aisle/tracker';
import type { Aisle } from './api.js';
import { checkTypes } from './checkTypes.js';
import { type RecordingOptions, refuseFor, resolveRecordingOptions } from './options.js';
import { requireBrowser } from './requireBrowser.js';
import type { RecordingStatus } from './results.js';
import { automationLogger, eraseAll, exportHistory, logRejection, trackerStatus } from './trackerCalls.js';
import { deleteWeightsCache } from './weightsCache.js';

export type { EventInput } from '@aisle/core';
export type { Plugin, PluginHost, TrackResult } from '@aisle/tracker';
export type { RecordingOptions } from './options.js';
export type { RecordingStatus } from './results.js';

/** The recording part of Aisle: the same history, without the engine. */
export interface PageTracker
  extends Pick<Aisle, 'track' | 'setConsent' | 'use' | 'erase' | 'reset' | 'export' | 'dispose'> {
  status(): RecordingStatus;
}

/**
 * Creates a tracker of a few kilobytes for pages without rankings, such as a checkout. `createAisle` with the same namespace
 * ranks by the events that it recorded.
 *
 * @throws AisleError `invalid-argument` for invalid options
 */
export function createTracker(options: RecordingOptions = {}): PageTracker {
  requireBrowser('createTracker', options);
  const ignore = () => {};
  const refuse = refuseFor('createTracker');
  const { plugins, ...recording } = readOrRefuse('invalid-argument', 'createTracker: the options', () => {
    checkTypes(options, refuse);
    return resolveRecordingOptions(options, refuse);
  });
  const tracker: Tracker = new Tracker(recording, {
    onStored: ignore,
    onStoredInOtherTab: ignore,
    onErased: ignore,
    onChange: automationLogger(() => tracker),
    onConsentApplied: async (consent) => {
      if (consent === 'denied') await deleteWeightsCache(tracker.options.namespace);
    },
  });
  for (const plugin of plugins) tracker.use(plugin);
  return {
    track: (event: EventInput): Promise<TrackResult> =>
      logRejection(tracker.track(event, 'page'), (cause) => tracker.report(cause)),
    setConsent: (consent) => logRejection(tracker.setConsent(consent)),
    use: (plugin: Plugin) => tracker.use(plugin),
    erase: () => logRejection(eraseAll(tracker, deleteWeightsCache)),
    reset: () => logRejection(tracker.reset()),
    export: () => exportHistory(tracker),
    status: () => trackerStatus(tracker),
    dispose: () => tracker.dispose(),
  };
}
