import { toAisleError } from '@aisle/core';
import type { EraseResult, HistoryExport } from './api.js';
import type { InstanceTracker } from './parts.js';
import type { RecordingStatus } from './results.js';

/**
 * Logs a rejection as a warning and returns the same promise. The page then gets no `unhandledrejection` event.
 *
 * @param report called instead for an error that is not the caller's mistake, such as a method that the page replaced
 */
export function logRejection<T>(promise: Promise<T>, report?: (error: unknown) => void): Promise<T> {
  promise.catch((error: unknown) => {
    if (report && toAisleError(error).code === 'internal') report(error);
    else console.warn(`[aisle] ${toAisleError(error).message}`);
  });
  return promise;
}

/** Starts the erasure synchronously, so that events tracked from now on are stored after it. */
export async function eraseAll(
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
    // The history can be exported where no decision can be stored.
    decisions: (await tracker.changeDecisions((rows) => ({ result: rows })).catch(() => undefined)) ?? [],
  };
}

export function trackerStatus(tracker: InstanceTracker): RecordingStatus {
  const { consent, consentInputs, pluginNames, pluginNotes, storage, storedEvents, automation, ignoresVisit, options } =
    tracker;
  return {
    consent,
    consentTrace: consentInputs.trace,
    plugins: pluginNames,
    notes: pluginNotes,
    automation: {
      detected: automation.signal !== undefined,
      signal: automation.signal,
      policy: options.automation,
      ignoring: ignoresVisit,
    },
    storage,
    storedEvents,
    droppedFields: tracker.droppedFields,
    lastProblem: tracker.problem,
  };
}

/** Writes one line if a program makes the visit, so that the author of a test sees why nothing is recorded. */
export function automationLogger(tracker: () => Pick<InstanceTracker, 'automation' | 'ignoresVisit'>): () => void {
  let isLogged = false;
  return () => {
    const { automation, ignoresVisit } = tracker();
    if (ignoresVisit && !isLogged)
      console.info(
        `[aisle] Not recorded: a program makes this visit (${automation.signal}). In tests, set automation to record.`,
      );
    isLogged ||= ignoresVisit;
  };
}
