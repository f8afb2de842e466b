import { type ReleaseSource, sourceOf, type Offer, urlOf } from './releaseSource.js';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { filesToFetch, type Manifest } from './manifest.js';
import { parseJson } from './parseJson.js';
import { parseManifest } from './parseManifest.js';
import { assembleRelease, type Release } from './release.js';
import type { ReleaseCache } from './releaseCache.js';
import { isStateUrl, readState, type SyncStateStore } from './syncState.js';
import type { VerifiedFiles } from './verifiedFiles.js';

/** After so long without a question, the channel of another page is no longer followed, and its files may go. */
const UNUSED_CHANNEL_MS = 7 * 86_400_000;

interface Sources {
  readonly cache: ReleaseCache;
  readonly files: VerifiedFiles;
  readonly state: SyncStateStore;
  readonly now: LoaderEnvironment['now'];
}

/** The releases that the cache holds: one for each channel, named by the channel's state. */
export class CachedReleases {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** @returns undefined where one of its files is not there, or not whole; never rejects */
  async load(held: ReleaseSource): Promise<Release | undefined> {
    try {
      const manifest = await this.#manifestOf(held);
      if (!manifest) return undefined;
      return assembleRelease(manifest, await this.#sources.files.cachedFiles(held, filesToFetch(manifest)));
    } catch {
      // A release that is not whole, or does not verify, is not kept. What is wrong with the channel, an update reports.
      return undefined;
    }
  }

  /**
   * Makes a release the one that is kept, and deletes files that no channel needs any more. Its files are in the cache.
   *
   * @returns whether it is kept now: without room for all of it, the release before stays
   */
  async store(manifest: Manifest, offer: Offer, signal?: AbortSignal): Promise<boolean> {
    const { cache: releases, state } = this.#sources;
    const cache = await releases.open();
    if (!cache) return false;
    const kept = await Promise.all(filesToFetch(manifest).map((shard) => cache.match(urlOf(shard, offer))));
    // Without all of its files, the new release would push the previous one out and not be there itself.
    if (!kept.every(Boolean)) return false;
    if (offer.manifestText) await releases.put(offer.manifestKey, offer.manifestText, signal);
    await state.patch({ release: sourceOf(offer) }, signal);
    if ((await state.read()).release?.releaseId !== offer.releaseId) return false;
    const needed = await this.#neededUrls(cache);
    for (const { url } of await cache.keys()) if (!needed.has(url)) await cache.delete(url);
    return true;
  }

  /** @throws AisleError as `parseManifest` does */
  async #manifestOf({ manifestKey, manifest }: ReleaseSource): Promise<Manifest | undefined> {
    const bytes = await this.#sources.files.cachedFile(manifestKey, manifest);
    return bytes && parseManifest(parseJson(new TextDecoder().decode(bytes), manifestKey));
  }

  /** Other pages of the shop may follow another channel, or pin other keys. */
  async #neededUrls(cache: Cache): Promise<ReadonlySet<string>> {
    const { state, now } = this.#sources;
    const needed = new Set<string>();
    for (const { url } of await cache.keys()) {
      if (!isStateUrl(url)) continue;
      const { release, checkedMs = 0 } = await readState(cache, url);
      if (url !== state.url && now() - checkedMs > UNUSED_CHANNEL_MS) continue;
      needed.add(url);
      const manifest = release && (await this.#manifestOf(release).catch(() => undefined));
      if (!manifest) continue;
      needed.add(release.manifestKey);
      for (const shard of filesToFetch(manifest)) needed.add(urlOf(shard, release));
    }
    return needed;
  }
}
