import type { LoaderEnvironment } from './loaderEnvironment.js';
import { filesToFetch, type Manifest } from './manifest.js';
import { parseJson } from './parseJson.js';
import { parseManifest } from './parseManifest.js';
import { assembleRelease, type Release } from './release.js';
import type { ReleaseCache } from './releaseCache.js';
import { type Offer, type ReleaseSource, sourceOf, urlOf } from './releaseSource.js';
import { isStateUrl, readState, type SyncStateStore } from './syncState.js';
import type { VerifiedFiles } from './verifiedFiles.js';

/** A channel that no page has checked for this long is unused, and its files are deleted. So is one of a distant future. */
const UNUSED_CHANNEL_MS = 7 * 86_400_000;

interface Sources {
  readonly cache: ReleaseCache;
  readonly files: VerifiedFiles;
  readonly state: SyncStateStore;
  readonly now: LoaderEnvironment['now'];
}

/** The releases in the cache: one for each channel, named by the channel's sync state. */
export class CachedReleases {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** @returns undefined if a file is missing or damaged; never rejects */
  async load(source: ReleaseSource): Promise<Release | undefined> {
    try {
      const manifest = await this.#manifestOf(source);
      if (!manifest) return undefined;
      return assembleRelease(manifest, await this.#sources.files.cachedFiles(source, filesToFetch(manifest)));
    } catch {
      // An incomplete or invalid release counts as not cached. The next update reports problems of the channel.
      return undefined;
    }
  }

  /**
   * Names a release in the sync state, and deletes files that no channel needs any more. Its files are already cached.
   *
   * @returns whether the release is stored; if the cache lacks one of its files, the previous release stays
   */
  async store(manifest: Manifest, offer: Offer, signal?: AbortSignal): Promise<boolean> {
    const { cache: releases, state } = this.#sources;
    const cache = await releases.open();
    if (!cache) return false;
    const cached = await Promise.all(filesToFetch(manifest).map((shard) => cache.match(urlOf(shard, offer))));
    // An incomplete release must not replace the previous one.
    if (!cached.every(Boolean)) return false;
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

  /** URLs that any channel needs. Other pages of the shop can follow another channel, or pin other keys. */
  async #neededUrls(cache: Cache): Promise<ReadonlySet<string>> {
    const { state, now } = this.#sources;
    const needed = new Set<string>();
    for (const { url } of await cache.keys()) {
      if (!isStateUrl(url)) continue;
      const { release, checkedMs = 0 } = await readState(cache, url);
      if (url !== state.url && Math.abs(now() - checkedMs) > UNUSED_CHANNEL_MS) continue;
      needed.add(url);
      const manifest = release && (await this.#manifestOf(release).catch(() => undefined));
      if (!manifest) continue;
      needed.add(release.manifestKey);
      for (const shard of filesToFetch(manifest)) needed.add(urlOf(shard, release));
    }
    return needed;
  }
}
