import { EventReader } from '@aisle/store';
import { type LoaderOptions, ReleaseLoader } from '@aisle/weights/loader';
import type { EngineRequest } from '../protocol.js';
import type { CalibrationSource } from './calibrationCache.js';
import type { UpdateSource } from './currentRelease.js';
import type { HistoryReader } from './historyFollower.js';
import { type OpenTier, openTier } from './openBackend.js';

/** The worker's features that the engine uses. */
export interface EngineEnvironment {
  createLoader(options: LoaderOptions): UpdateSource & CalibrationSource;
  createReader(namespace: string, historyKey: CryptoKey | undefined): HistoryReader;
  readonly openTier: OpenTier;
  /** Milliseconds since the worker started. */
  now(): number;
  /** The requests of this worker so far. */
  requests(): readonly EngineRequest[];
}

export const workerEnvironment: EngineEnvironment = {
  createLoader: (options) => new ReleaseLoader(options),
  // The engine only reads; the page's tracker writes, prunes and erases.
  createReader: (namespace, sessionKey) => new EventReader(namespace, { sessionKey }),
  openTier,
  now: () => performance.now(),
  requests: () =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(({ name, transferSize }) => ({
      url: name,
      bytes: transferSize,
    })),
};
