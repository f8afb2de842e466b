import type { ReleaseCache } from './releaseCache.js';

/** The stored result of a release's calibration on this device, as text. */
export interface CalibrationRecord {
  /** @returns undefined if nothing is stored for this release */
  read(): Promise<string | undefined>;
  /** Writes nothing if storing is not permitted. The next release deletes it. @param signal once aborted, nothing is written */
  write(text: string, signal?: AbortSignal): Promise<void>;
}

/** The record of one release. A channel stores one record, for its current release. */
export function calibrationRecord(cache: ReleaseCache, manifestUrl: string, releaseId: string): CalibrationRecord {
  // A cache key that is never fetched.
  const url = new URL('aisle-calibration', manifestUrl).href;
  return {
    async read() {
      const response = await (await cache.open())?.match(url);
      const found: unknown = await response?.json().catch(() => undefined);
      const [storedId, text] = Array.isArray(found) ? (found as unknown[]) : [];
      return storedId === releaseId && typeof text === 'string' ? text : undefined;
    },
    write: (text, signal) => cache.put(url, JSON.stringify([releaseId, text]), signal),
  };
}
