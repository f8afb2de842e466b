import { toAisleError } from '@aisle/core';
import type { EraseResult, HistoryExport } from './api.js';
import type { InstanceTracker } from './parts.js';
import type { RecordingStatus } from './results.js';

/**
 * The same promise, which raises nothing in the page where nobody handles its rejection: the console says it instead.
 */
export function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch((error: unknown) => console.warn(`[aisle] ${toAisleError(error).message}`));
  return promise;
}

/** Begins to erase the history at once, so that what is tracked from now on is stored after it. */
export async function eraseEverything(
  tracker: InstanceTracker,
  deleteWeightsCache: (namespace: string) => Promise<boolean>,
): Promise<EraseResult> {
  const weights = deleteWeightsCache(tracker.options.namespace);
  return { history: await tracker.erase(), weightsCacheDeleted: await weights };
}

export async function exportHistory(tracker: InstanceTracker): Promise<HistoryExport> {
  return {
    schemaVersion: 1,
    exportedAtMs: Date.now(),
    namespace: tracker.options.namespace,
    events: await tracker.readAll(),
  };
}

export function trackerStatus(tracker: InstanceTracker): RecordingStatus {
  const { consent, consentInputs, pluginNames, storage, storedEvents, automation, ignoresVisit, options } = tracker;
  return {
    consent,
    consentTrace: consentInputs.trace,
    plugins: pluginNames,
    automation: {
      detected: automation.signal !== undefined,
      signal: automation.signal,
      policy: options.automation,
      ignoring: ignoresVisit,
    },
    storage,
    storedEvents,
    lastError: tracker.problem,
  };
}
