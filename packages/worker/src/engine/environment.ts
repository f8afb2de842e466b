import { EventReader } from '@aisle/store';
import { type LoaderOptions, ReleaseLoader } from '@aisle/weights/loader';
import type { EngineRequest } from '../protocol.js';
import type { CalibrationSource } from './calibrationCache.js';
import type { UpdateSource } from './currentRelease.js';
import type { HistoryReader } from './historyFollower.js';
import { type OpenTier, openTier } from './openBackend.js';

/** What the engine takes from the worker that it runs in. */
export interface EngineEnvironment {
  createLoader(options: LoaderOptions): UpdateSource & CalibrationSource;
  createReader(namespace: string): HistoryReader;
  readonly openTier: OpenTier;
  /** Milliseconds since the worker started. */
  now(): number;
  /** The requests that this worker has made so far. */
  requests(): readonly EngineRequest[];
}

export const workerEnvironment: EngineEnvironment = {
  createLoader: (options) => new ReleaseLoader(options),
  // The page's tracker writes, prunes and erases.
  createReader: (namespace) => new EventReader(namespace),
  openTier,
  now: () => performance.now(),
  requests: () =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(({ name, transferSize }) => ({
      url: name,
      bytes: transferSize,
    })),
};
