import { AisleError, toAisleError } from '@aisle/core';
import { applyDelta } from './delta.js';
import { type ReleaseSource, type Offer, urlOf } from './releaseSource.js';
import { deltaFiles, filesToFetch, type Manifest } from './manifest.js';
import type { NetworkKind } from './networkKind.js';
import { parseJson } from './parseJson.js';
import { parseManifest } from './parseManifest.js';
import { deltaFile } from './pointer.js';
import { assembleRelease, type Release } from './release.js';
import type { ReleaseCache } from './releaseCache.js';
import { findMismatch, type Shard } from './shard.js';
import { throwIfStopped } from './stopped.js';
import { updateDeferred } from './updateDeferred.js';
import type { VerifiedFiles } from './verifiedFiles.js';

export interface DownloadReleaseOptions {
  readonly files: VerifiedFiles;
  readonly cache: ReleaseCache;
  readonly network: NetworkKind;
  /** The release in use, and where its files are kept: a delta may make the new files out of them. */
  readonly base: { readonly manifest: Manifest; readonly source: ReleaseSource | undefined } | undefined;
  /** Something was wrong that another way made good. */
  readonly onProblem: (problem: AisleError) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Gets every file of an offered release that this version reads: from the cache, from a delta, or from the network.
 *
 * @throws AisleError `update-deferred` on a metered network without a small update, `aborted`, or as
 *   `VerifiedFiles.fetch`, `parseManifest` and `assembleRelease` do
 */
export async function downloadRelease(offer: Offer, options: DownloadReleaseOptions): Promise<Release> {
  const { files: source, network, base, onProblem, signal } = options;
  const manifest = await manifestOf(offer, options);
  const shards = filesToFetch(manifest);
  const files = await source.cachedFiles(offer, shards);
  const missing = () => shards.filter(({ file }) => !files.has(file));
  let small = false;
  if (missing().length > 0 && base?.source && offer.deltasFrom.includes(base.manifest.releaseId)) {
    const added = addFromDelta(files, missing(), manifest, offer, base.manifest, base.source, options);
    small = await added.catch((cause: unknown) => {
      throwIfStopped(signal);
      onProblem(toAisleError(cause));
      return false;
    });
  }
  // What a delta leaves out is smaller whole.
  if (base && network === 'metered' && !small && missing().length > 0) {
    throw updateDeferred('the connection is metered and there is no small update');
  }
  const fetchMissing = async (shard: Shard) =>
    files.set(shard.file, await source.fetch(urlOf(shard, offer), shard, signal));
  await Promise.all(missing().map(fetchMissing));
  return assembleRelease(manifest, files);
}

async function manifestOf(offer: Offer, { files, signal }: DownloadReleaseOptions): Promise<Manifest> {
  const { releaseId, manifest, manifestUrl, manifestText } = offer;
  const bytesOf = async () =>
    (await files.cachedFile(manifestUrl, manifest)) ?? (await files.fetch(manifestUrl, manifest, signal));
  const text = manifestText ?? new TextDecoder().decode(await bytesOf());
  const parsed = parseManifest(parseJson(text, manifestUrl));
  if (parsed.releaseId === releaseId) return parsed;
  const message = `Manifest: releaseId must be ${releaseId}, as the pointer says, found ${parsed.releaseId}.`;
  throw new AisleError('manifest-invalid', message, { field: 'releaseId' });
}

/**
 * Makes missing files from those of the release in use and a delta, and keeps them. A delta may leave some out.
 *
 * @param files by name; what is made is added
 * @param missing the files that would be fetched without a delta
 * @returns false where the release in use is not kept whole
 * @throws AisleError `delta-invalid`, or as the download
 */
async function addFromDelta(
  files: Map<string, Uint8Array>,
  missing: readonly Shard[],
  manifest: Manifest,
  offer: Offer,
  base: Manifest,
  baseSource: ReleaseSource,
  { files: source, cache, signal }: DownloadReleaseOptions,
): Promise<boolean> {
  // Files of roles that this version does not read are never here: it makes nothing of what a delta has for them.
  const baseFiles = await source.cachedFiles(baseSource, filesToFetch(base));
  if (!filesToFetch(base).every(({ file }) => baseFiles.has(file))) return false;
  const url = new URL(deltaFile(base.releaseId, offer.releaseId), offer.manifestUrl).href;
  const targets = deltaFiles(manifest);
  // A delta that is larger than the files is not worth it, for instance where it brings those of roles unknown here.
  const maxBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  const delta = await source.fetchUpTo(url, maxBytes, signal);
  if (delta.length > maxBytes) {
    throw new AisleError('delta-invalid', `Delta ${url}: it is larger than the ${maxBytes} bytes that it saves.`, {
      url,
    });
  }
  const results = applyDelta(
    delta,
    deltaFiles(base).map(({ file }) => baseFiles.get(file)),
    targets.map(({ bytes }) => bytes),
  );
  for (const shard of missing) {
    const bytes = results[targets.indexOf(shard)];
    if (!bytes) continue;
    const problem = await findMismatch(bytes, shard);
    if (problem) {
      throw new AisleError('delta-invalid', `Delta ${url}: for ${shard.file}, ${problem} The whole file is fetched.`, {
        url,
      });
    }
    files.set(shard.file, bytes);
    await cache.put(urlOf(shard, offer), bytes, signal);
  }
  return true;
}
