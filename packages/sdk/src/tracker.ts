import type { EventInput } from '@aisle/core';
import { type Plugin, Tracker, type TrackResult } from '@aisle/tracker';
import type { Aisle } from './api.js';
import { type RecordingOptions, resolveRecordingOptions } from './options.js';
import type { RecordingStatus } from './results.js';
import { eraseEverything, exportHistory, quietly, trackerStatus } from './trackerCalls.js';
import { deleteWeightsCache } from './weightsCache.js';

export type { EventInput } from '@aisle/core';
export type { Plugin, PluginHost, TrackResult } from '@aisle/tracker';
export type { RecordingOptions } from './options.js';
export type { RecordingStatus } from './results.js';

/** The part of Aisle that records: the same history, without the engine that ranks by it. */
export interface PageTracker
  extends Pick<Aisle, 'track' | 'setConsent' | 'use' | 'erase' | 'reset' | 'export' | 'dispose'> {
  status(): RecordingStatus;
}

/**
 * Records on pages that rank nothing, such as a checkout, in a few kilobytes. `createAisle` with the same namespace ranks
 * by what it recorded.
 *
 * @throws AisleError `invalid-argument` for a mistake in the options
 */
export function createTracker(options: RecordingOptions = {}): PageTracker {
  const ignore = () => {};
  const { plugins, ...recording } = resolveRecordingOptions(options);
  const tracker = new Tracker(recording, {
    onStored: ignore,
    onStoredInOtherTab: ignore,
    onErased: ignore,
    onChange: ignore,
    onConsentApplied: async (consent) => {
      if (consent === 'denied') await deleteWeightsCache(tracker.options.namespace);
    },
  });
  for (const plugin of plugins) tracker.use(plugin);
  return {
    track: (event: EventInput): Promise<TrackResult> => quietly(tracker.track(event, 'page')),
    setConsent: (consent) => quietly(tracker.setConsent(consent)),
    use: (plugin: Plugin) => tracker.use(plugin),
    erase: () => quietly(eraseEverything(tracker, deleteWeightsCache)),
    reset: () => quietly(tracker.reset()),
    export: () => exportHistory(tracker),
    status: () => trackerStatus(tracker),
    dispose: () => tracker.dispose(),
  };
}
