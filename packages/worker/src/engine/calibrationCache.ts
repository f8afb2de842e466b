import type { Release } from '@aisle/weights';
import type { ReleaseLoader } from '@aisle/weights/loader';
import type { Tier } from '../tier.js';

const TIERS: readonly string[] = ['webgpu', 'wasm', 'light'] satisfies Tier[];

/** What the cache needs of a ReleaseLoader. */
export type CalibrationSource = Pick<ReleaseLoader, 'calibrationOf'>;

/**
 * The fastest tier for a release on this device, kept beside the release, so that the next page need not measure again.
 */
export class CalibrationCache {
  readonly #loader: CalibrationSource;

  constructor(loader: CalibrationSource) {
    this.#loader = loader;
  }

  /** @returns undefined where nothing is kept for this release, or nothing that names a tier */
  async read(release: Release): Promise<Tier | undefined> {
    const text = await this.#loader.calibrationOf(release).read();
    return text !== undefined && TIERS.includes(text) ? (text as Tier) : undefined;
  }

  /** Does nothing once stopped, or where the page may keep nothing. The next release drops it. */
  async write(release: Release, tier: Tier, stopped: AbortSignal): Promise<void> {
    await this.#loader.calibrationOf(release).write(tier, stopped);
  }
}
