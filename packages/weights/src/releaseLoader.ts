import { type AisleError, toAisleError } from '@aisle/core';
import { type ChannelOptions, channelOffer } from './channelOffer.js';
import { downloadRelease } from './downloadRelease.js';
import { type ReleaseSource, sourceOf } from './releaseSource.js';
import { failedMark } from './evaluatePointer.js';
import { CachedReleases } from './cachedReleases.js';
import { globalEnvironment, type LoaderEnvironment } from './loaderEnvironment.js';
import type { NetworkKind } from './networkKind.js';
import type { Release } from './release.js';
import { ReleaseCache } from './releaseCache.js';
import { type CalibrationRecord, calibrationRecord } from './calibrationRecord.js';
import { throwIfStopped } from './stopped.js';
import { MAX_FAILED, SyncStateStore } from './syncState.js';
import { updateDeferred } from './updateDeferred.js';
import { VerifiedFiles } from './verifiedFiles.js';

export type { CalibrationRecord } from './calibrationRecord.js';

/** Where files come from, whom to trust, and where verified ones are kept between page views. */
export interface LoaderOptions extends ChannelOptions {
  /** Name of the Cache; absent where nothing may be kept. */
  readonly cacheName?: string;
  /** Milliseconds between two questions for a newer release, over all tabs. */
  readonly updateIntervalMs: number;
  readonly network: NetworkKind;
}

/** What the engine does about an update. */
export interface UpdateHooks {
  /** Throws AisleError `release-failed-check` for a release that does not work here. */
  readonly check: (release: Release) => void;
  /** Resolves when nobody waits for an answer. */
  readonly whenIdle: () => Promise<void>;
  /** Something was wrong that another way made good. */
  readonly onProblem: (problem: AisleError) => void;
}

/**
 * Follows a channel and keeps the last good release. A release is used whole or not at all: the state that names it
 * changes only after every file has been verified and the release has answered its golden vectors on this device.
 */
export class ReleaseLoader {
  /** Where the release comes from that was loaded last. */
  source: ReleaseSource | undefined;
  /** What the state named when this loader last read or wrote it: something else there is another tab's. */
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
    this.#files = new VerifiedFiles(this.#cache, environment.fetch);
    this.#state = new SyncStateStore(this.#cache, manifestUrl, publicKeys.length > 0);
    this.#cachedReleases = new CachedReleases({ cache: this.#cache, files: this.#files, state: this.#state, now: environment.now });
  }

  /**
   * The release that was good last time, from the cache; undefined where there is none, it no longer verifies, or none of
   * the keys that are trusted now has signed it.
   */
  async loadCached(): Promise<Release | undefined> {
    const { release: held } = await this.#state.read();
    this.#storedId = held?.releaseId;
    if (!held || !this.#trusts(held)) return undefined;
    const release = await this.#cachedReleases.load(held);
    if (release) this.source = held;
    return release;
  }

  #trusts({ signedBy }: ReleaseSource): boolean {
    const { publicKeys } = this.#options;
    return publicKeys.length === 0 || signedBy.some((key) => publicKeys.includes(key));
  }

  /** What is kept beside a release. */
  calibrationOf({ manifest }: Release): CalibrationRecord {
    return calibrationRecord(this.#cache, this.#options.manifestUrl, manifest.releaseId);
  }

  /**
   * The release that the channel has now, where it is time to ask. One tab asks at a time, and the others take what it
   * has fetched.
   *
   * @param current what is in use; returned as it is where there is nothing newer
   * @param signal once it is aborted, nothing more is downloaded or written
   * @returns undefined where another tab is asking
   * @throws AisleError of the codes of docs/reference/errors.md, `manifest-unreachable` to `update-deferred`, or `aborted`; what was in
   *   use before stays good. Within the interval, once more what went wrong last time
   */
  async update(current: Release | undefined, hooks: UpdateHooks, signal?: AbortSignal): Promise<Release | undefined> {
    if (current) await hooks.whenIdle();
    throwIfStopped(signal);
    const { cacheName } = this.#options;
    const { locks } = this.#environment;
    if (!cacheName || !locks) return this.#updateLocked(current, hooks, signal);
    let begun = false;
    const work = (lock: unknown) => {
      begun = true;
      return lock ? this.#updateLocked(current, hooks, signal) : undefined;
    };
    try {
      // With a release at hand nobody waits for another tab. Only waiting can be ended by a signal.
      const options = current ? { ifAvailable: true } : signal ? { signal } : {};
      return await locks.request(`${cacheName}-sync`, options, work);
    } catch (cause) {
      throwIfStopped(signal);
      // Browsers that give no storage give no locks either.
      if (begun) throw cause;
      return this.#updateLocked(current, hooks, signal);
    }
  }

  async #updateLocked(
    current: Release | undefined,
    hooks: UpdateHooks,
    signal: AbortSignal | undefined,
  ): Promise<Release> {
    const { updateIntervalMs, network } = this.#options;
    const { now } = this.#environment;
    const { release, checkedMs = -Infinity, problem } = await this.#state.read();
    // Another tab has asked since, and kept what it got.
    const others = release && release.releaseId !== this.#storedId ? await this.loadCached() : undefined;
    if (others) return others;
    const sinceMs = now() - checkedMs;
    // A clock that was set back says nothing.
    if (current && sinceMs >= 0 && sinceMs < updateIntervalMs) {
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
      // Other keys may have signed it by now.
      if ((await this.#state.read()).release?.releaseId === offer.releaseId)
        await this.#state.patch({ release: this.source }, signal);
      return current;
    }
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
      // Anything else, such as memory that ran out, is no fault of the release.
      if (toAisleError(cause).code === 'release-failed-check') {
        const { failed = [] } = await this.#state.read();
        await this.#state.patch({ failed: [...failed, failedMark(offer.releaseId)].slice(-MAX_FAILED) }, signal);
      }
      throw cause;
    }
    this.source = sourceOf(offer);
    if (await this.#cachedReleases.store(release.manifest, offer, signal)) this.#storedId = offer.releaseId;
    return release;
  }
}
