import type { ReleaseCache } from './releaseCache.js';

/** A text that is kept beside a release, such as what was measured of it on this device. */
export interface CalibrationRecord {
  /** @returns undefined where nothing was written for this very release, or nothing may be kept */
  read(): Promise<string | undefined>;
  /** The next release drops it. @param signal once it is aborted, nothing is written */
  write(text: string, signal?: AbortSignal): Promise<void>;
}

/** The notes on one release of a channel. The channel has room for the notes on one. */
export function calibrationRecord(cache: ReleaseCache, manifestUrl: string, releaseId: string): CalibrationRecord {
  // A name that is never fetched.
  const url = new URL('aisle-note', manifestUrl).href;
  return {
    async read() {
      const note = await (await cache.open())?.match(url);
      const found: unknown = await note?.json().catch(() => undefined);
      const [notedId, text] = Array.isArray(found) ? (found as unknown[]) : [];
      return notedId === releaseId && typeof text === 'string' ? text : undefined;
    },
    write: (text, signal) => cache.put(url, JSON.stringify([releaseId, text]), signal),
  };
}
