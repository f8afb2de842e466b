import { type AisleError, toAisleError } from '@aisle/core';
import { CachedReleases } from './cachedReleases.js';
import { type CalibrationRecord, calibrationRecord } from './calibrationRecord.js';
import { type ChannelOptions, channelOffer } from './channelOffer.js';
import { downloadRelease } from './downloadRelease.js';
import { failureKey } from './evaluatePointer.js';
import { globalEnvironment, type LoaderEnvironment } from './loaderEnvironment.js';
import type { NetworkKind } from './networkKind.js';
import type { Release } from './release.js';
import { ReleaseCache } from './releaseCache.js';
import { type ReleaseSource, sourceOf } from './releaseSource.js';
import { throwIfStopped } from './stopped.js';
import { MAX_FAILED, SyncStateStore } from './syncState.js';
import { updateDeferred } from './updateDeferred.js';
import { withUpdateLock } from './updateLock.js';
import { VerifiedFiles } from './verifiedFiles.js';

export type { CalibrationRecord } from './calibrationRecord.js';
export { describeRedirect } from './redirect.js';

/** Where files come from, which keys to trust, and where verified files are stored. */
export interface LoaderOptions extends ChannelOptions {
  /** Name of the Cache; absent if storing is not permitted. */
  readonly cacheName?: string;
  /** Milliseconds between two checks for a newer release, over all tabs. */
  readonly updateIntervalMs: number;
  readonly network: NetworkKind;
}

/** The engine's part of an update. */
export interface UpdateHooks {
  /** Throws AisleError `release-failed-check` for a release that does not work on this device. */
  readonly check: (release: Release) => void;
  /** Resolves when no request is pending. */
  readonly whenIdle: () => Promise<void>;
  /** Reports a problem that a fallback solved. */
  readonly onProblem: (problem: AisleError) => void;
}

/**
 * Follows a channel and stores the last good release. The sync state names a new release only after two checks: each
 * file was verified, and the release reproduced its golden vectors on this device.
 */
export class ReleaseLoader {
  /** The source of the release that was loaded last. */
  source: ReleaseSource | undefined;
  /** The release that this loader last read from or wrote to the sync state. Another id there comes from another tab. */
  #storedId: string | undefined;
  readonly #options: LoaderOptions;
  readonly #environment: LoaderEnvironment;
  readonly #cache: ReleaseCache;
  readonly #files: VerifiedFiles;
  readonly #state: SyncStateStore;
  readonly #cachedReleases: CachedReleases;

  constructor(options: LoaderOptions, environment: LoaderEnvironment = globalEnvironment()) {
    const { cacheName, manifestUrl, publicKeys } = options;
    this.#options = options;
    this.#environment = environment;
    this.#cache = new ReleaseCache(cacheName, environment.caches);
    this.#files = new VerifiedFiles(this.#cache, environment);
    this.#state = new SyncStateStore(this.#cache, manifestUrl, publicKeys.length > 0);
    this.#cachedReleases = new CachedReleases({
      cache: this.#cache,
      files: this.#files,
      state: this.#state,
      now: environment.now,
    });
  }

  /**
   * Loads the last good release from the cache.
   *
   * @returns undefined without a cached release, with a damaged file, or without a signature by a key trusted now
   */
  async loadCached(): Promise<Release | undefined> {
    const { release: source } = await this.#state.read();
    this.#storedId = source?.releaseId;
    if (!source || !this.#trusts(source)) return undefined;
    const release = await this.#cachedReleases.load(source);
    if (release) this.source = source;
    return release;
  }

  #trusts({ signedBy }: ReleaseSource): boolean {
    const { publicKeys } = this.#options;
    return publicKeys.length === 0 || signedBy.some((key) => publicKeys.includes(key));
  }

  /** The calibration result that is stored with a release. */
  calibrationOf({ manifest }: Release): CalibrationRecord {
    return calibrationRecord(this.#cache, this.#options.manifestUrl, manifest.releaseId);
  }

  /**
   * Returns the channel's current release, and checks for a newer one if the interval has passed. One tab checks at a
   * time; the others use the release that it stored. A tab without a release waits for it, but not long.
   *
   * @param current The release in use. Returned if the channel has no newer one.
   * @param signal ends all downloads and writes
   * @returns Undefined while another tab checks.
   * @throws AisleError `manifest-unreachable` to `update-deferred` of docs/reference/errors.md, or `aborted`. The
   *   release in use stays valid. Within the interval, the error of the latest check is thrown again
   */
  async update(current: Release | undefined, hooks: UpdateHooks, signal?: AbortSignal): Promise<Release | undefined> {
    throwIfStopped(signal);
    const { cacheName } = this.#options;
    const work = () => this.#updateIfDue(current, hooks, signal);
    if (!cacheName) return work();
    // With a release in use, do not wait for another tab.
    return withUpdateLock({ name: `${cacheName}-sync`, environment: this.#environment, wait: !current, signal }, work);
  }

  async #updateIfDue(
    current: Release | undefined,
    hooks: UpdateHooks,
    signal: AbortSignal | undefined,
  ): Promise<Release> {
    const { updateIntervalMs, network } = this.#options;
    const { now } = this.#environment;
    const { release, checkedMs = -Infinity, problem } = await this.#state.read();
    // Another tab has stored a newer release since.
    const fromOtherTab = release && release.releaseId !== this.#storedId ? await this.loadCached() : undefined;
    if (fromOtherTab) return fromOtherTab;
    const sinceMs = now() - checkedMs;
    // A negative time means that the clock was set back: then check.
    if (current && sinceMs >= 0 && sinceMs < updateIntervalMs) {
      // Another tab may have stored a renewed pointer of the same release, with another correction of the season.
      if (release && release.manifest.sha256 === this.source?.manifest.sha256 && this.#trusts(release))
        this.source = release;
      if (problem) throw toAisleError({ ...problem, details: {} });
      return current;
    }
    if (current && network === 'saving') throw updateDeferred('the shopper asked the browser to save data');
    await this.#state.patch({ checkedMs: now(), problem: undefined }, signal);
    try {
      return await this.#updateFromChannel(current, hooks, signal);
    } catch (cause) {
      throwIfStopped(signal);
      const { code, message } = toAisleError(cause);
      await this.#state.patch({ problem: { code, message } }, signal);
      throw cause;
    }
  }

  async #updateFromChannel(
    current: Release | undefined,
    hooks: UpdateHooks,
    signal: AbortSignal | undefined,
  ): Promise<Release> {
    const offer = await channelOffer(this.#options, {
      files: this.#files,
      state: this.#state,
      environment: this.#environment,
      signal,
    });
    if (
      current &&
      this.source?.manifest.sha256 === offer.manifest.sha256 &&
      current.manifest.releaseId === offer.releaseId
    ) {
      this.source = sourceOf(offer);
      // The shop may have signed it with other keys since.
      if ((await this.#state.read()).release?.releaseId === offer.releaseId)
        await this.#state.patch({ release: this.source }, signal);
      return current;
    }
    // Only now, so that the time of the pointer's request does not depend on the shopper's actions.
    if (current) await hooks.whenIdle();
    const release = await downloadRelease(offer, {
      files: this.#files,
      cache: this.#cache,
      network: this.#options.network,
      base: current && { manifest: current.manifest, source: this.source },
      onProblem: hooks.onProblem,
      signal,
    });
    if (current) await hooks.whenIdle();
    throwIfStopped(signal);
    try {
      hooks.check(release);
    } catch (cause) {
      // Other errors, such as a lack of memory, are not the release's fault.
      if (toAisleError(cause).code === 'release-failed-check') {
        const { failed = [] } = await this.#state.read();
        const failure = failureKey(offer.releaseId, this.#environment.now());
        await this.#state.patch({ failed: [...failed, failure].slice(-MAX_FAILED) }, signal);
      }
      throw cause;
    }
    this.source = sourceOf(offer);
    if (await this.#cachedReleases.store(release.manifest, offer, signal)) this.#storedId = offer.releaseId;
    return release;
  }
}
