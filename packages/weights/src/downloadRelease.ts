import { AisleError, toAisleError } from '@aisle/core';
import { applyDelta } from './delta.js';
import { deltaFiles, filesToFetch, type Manifest } from './manifest.js';
import type { NetworkKind } from './networkKind.js';
import { parseJson } from './parseJson.js';
import { parseManifest } from './parseManifest.js';
import { deltaFile } from './pointer.js';
import { assembleRelease, type Release } from './release.js';
import type { ReleaseCache } from './releaseCache.js';
import { type Offer, type ReleaseSource, urlOf } from './releaseSource.js';
import { findMismatch, type Shard } from './shard.js';
import { throwIfStopped } from './stopped.js';
import { updateDeferred } from './updateDeferred.js';
import type { VerifiedFiles } from './verifiedFiles.js';

export interface DownloadReleaseOptions {
  readonly files: VerifiedFiles;
  readonly cache: ReleaseCache;
  readonly network: NetworkKind;
  /** The release in use and its source. A delta can build the new files from its files. */
  readonly base: { readonly manifest: Manifest; readonly source: ReleaseSource | undefined } | undefined;
  /** Reports a problem that a fallback solved. */
  readonly onProblem: (problem: AisleError) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Gets every file of an offered release that this version reads: from the cache, a delta, or the network.
 *
 * @throws AisleError `update-deferred` on a metered network without a delta. Also `aborted`, or as
 *   `VerifiedFiles.fetch`, `parseManifest` and `assembleRelease` do
 */
export async function downloadRelease(offer: Offer, options: DownloadReleaseOptions): Promise<Release> {
  const { files: source, network, base, onProblem, signal } = options;
  const manifest = await manifestOf(offer, options);
  const shards = filesToFetch(manifest);
  const files = await source.cachedFiles(offer, shards);
  const missing = () => shards.filter(({ file }) => !files.has(file));
  let isSmallUpdate = false;
  if (missing().length > 0 && base?.source && offer.deltasFrom.includes(base.manifest.releaseId)) {
    const added = addFromDelta(files, missing(), manifest, offer, base.manifest, base.source, options);
    isSmallUpdate = await added.catch((cause: unknown) => {
      throwIfStopped(signal);
      onProblem(toAisleError(cause));
      return false;
    });
  }
  // A delta omits files that are smaller as a whole file.
  if (base && network === 'metered' && !isSmallUpdate && missing().length > 0) {
    throw updateDeferred('the connection is metered and no delta is available');
  }
  const missingBytes = missing().reduce((sum, { bytes }) => sum + bytes, 0);
  const pace = source.newPace(`Release ${offer.releaseId}`, missingBytes);
  const fetchMissing = async (shard: Shard) =>
    files.set(shard.file, await source.fetch(urlOf(shard, offer), shard, signal, pace));
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
  const message = `Manifest: releaseId must be ${releaseId} as in the pointer, found ${parsed.releaseId}.`;
  throw new AisleError('manifest-invalid', message, { field: 'releaseId' });
}

/**
 * Builds missing files from a delta and the files of the release in use, and stores them. A delta may omit files.
 *
 * @param files Files by name. The function adds to it.
 * @param missing The files to fetch. All others are already in `files`.
 * @returns False if the cache lacks a file of the release in use.
 * @throws AisleError `delta-invalid`, or an error of the download
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
  // Files of unknown roles are never cached, so the delta's steps for them are skipped.
  const baseFiles = await source.cachedFiles(baseSource, filesToFetch(base));
  if (!filesToFetch(base).every(({ file }) => baseFiles.has(file))) return false;
  const url = new URL(deltaFile(base.releaseId, offer.releaseId), offer.manifestUrl).href;
  const targets = deltaFiles(manifest);
  // A delta larger than the files is not worth its bytes. This happens if it contains files of unknown roles.
  const maxBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  const delta = await source.fetchUpTo(url, maxBytes, signal);
  if (delta.length > maxBytes) {
    throw new AisleError(
      'delta-invalid',
      `Delta ${url}: expected at most the ${maxBytes} bytes that it saves, found more.`,
      {
        url,
      },
    );
  }
  const results = applyDelta(
    delta,
    deltaFiles(base).map(({ file }) => baseFiles.get(file)),
    targets.map(({ bytes }) => bytes),
    (index) => missing.includes(targets[index]!),
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
