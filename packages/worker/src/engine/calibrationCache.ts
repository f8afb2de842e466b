import type { Release } from '@aisle/weights';
import type { ReleaseLoader } from '@aisle/weights/loader';
import type { Tier } from '../tier.js';

const TIERS: readonly string[] = ['webgpu', 'wasm', 'light'] satisfies Tier[];

/** The part of a ReleaseLoader that the cache uses. */
export type CalibrationSource = Pick<ReleaseLoader, 'calibrationOf'>;

/** Stores the fastest tier for a release on this device, so that the next page need not measure again. */
export class CalibrationCache {
  readonly #loader: CalibrationSource;

  constructor(loader: CalibrationSource) {
    this.#loader = loader;
  }

  /** @returns undefined if no valid tier is stored for this release */
  async read(release: Release): Promise<Tier | undefined> {
    const text = await this.#loader.calibrationOf(release).read();
    return text !== undefined && TIERS.includes(text) ? (text as Tier) : undefined;
  }

  /** Writes nothing once stopped, or if storing is not permitted. The next release deletes the record. */
  async write(release: Release, tier: Tier, stopped: AbortSignal): Promise<void> {
    await this.#loader.calibrationOf(release).write(tier, stopped);
  }
}
