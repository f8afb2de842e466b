import { toAisleError } from '@aisle/core';
import type { Tracker } from '@aisle/tracker';
import type { ErasedEverything, HistoryExport } from './api.js';
import type { RecordingStatus } from './results.js';

/** The same promise, which raises nothing in the page where nobody handles its rejection: it is told on the console instead. */
export function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch((error: unknown) => console.warn(`[aisle] ${toAisleError(error).message}`));
  return promise;
}

export async function deleteWeightsCache(namespace: string): Promise<boolean> {
  try {
    return await caches.delete(`aisle-${namespace}`);
  } catch {
    // No Cache Storage here, or none that this page may touch: then nothing was kept in it either.
    return false;
  }
}

export async function eraseEverything(tracker: Tracker): Promise<ErasedEverything> {
  const weights = deleteWeightsCache(tracker.options.namespace);
  return { history: await tracker.erase(), weightsCacheDeleted: await weights };
}

export async function exportHistory(tracker: Tracker): Promise<HistoryExport> {
  return { schemaVersion: 1, exportedAtMs: Date.now(), namespace: tracker.options.namespace, events: await tracker.readAll() };
}

export function trackerStatus(tracker: Tracker): RecordingStatus {
  const { consent, consentInputs, pluginNames, storage, storedEvents, visitor, ignoresVisit, options } = tracker;
  return {
    consent,
    consentTrace: consentInputs.trace,
    plugins: pluginNames,
    automation: { detected: visitor.sign !== undefined, sign: visitor.sign, policy: options.automation, ignoring: ignoresVisit },
    storage,
    storedEvents,
    lastProblem: tracker.problem,
  };
}
