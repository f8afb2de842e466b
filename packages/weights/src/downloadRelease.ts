import { AisleError, toAisleError } from '@aisle/core';
import { applyDelta } from './delta.js';
import { urlOf, type HeldRelease, type Offer } from './heldRelease.js';
import { deltaFiles, filesToFetch, type Manifest } from './manifest.js';
import type { NetworkKind } from './networkKind.js';
import { parseJson } from './parseJson.js';
import { parseManifest } from './parseManifest.js';
import { deltaFile } from './pointer.js';
import { assembleRelease, type Release } from './release.js';
import type { ReleaseCache } from './releaseCache.js';
import { problemWith, type Shard } from './shard.js';
import { throwIfStopped } from './stopped.js';
import { updateDeferred } from './updateDeferred.js';
import type { VerifiedFiles } from './verifiedFiles.js';

export interface DownloadReleaseOptions {
  readonly files: VerifiedFiles;
  readonly cache: ReleaseCache;
  readonly network: NetworkKind;
  /** The release in use, and where its files are kept: a delta may make the new files out of them. */
  readonly base: { readonly manifest: Manifest; readonly held: HeldRelease | undefined } | undefined;
  /** Something was wrong that another way made good. */
  readonly onProblem: (problem: AisleError) => void;
  readonly signal: AbortSignal | undefined;
}

/** Verified files by name. */
type Files = Map<string, Uint8Array>;

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
  const files: Files = new Map();
  for (const shard of shards) {
    const kept = await source.held(urlOf(shard, offer), shard);
    if (kept) files.set(shard.file, kept);
  }
  const missing = () => shards.filter(({ file }) => !files.has(file));
  let small = false;
  if (missing().length > 0 && base?.held && offer.deltasFrom.includes(base.manifest.releaseId)) {
    small = await addFromDelta(files, manifest, offer, { ...options, base: { ...base, held: base.held } }).catch(
      (cause: unknown) => {
        throwIfStopped(signal);
        onProblem(toAisleError(cause));
        return false;
      },
    );
  }
  // What a delta leaves out is smaller whole.
  if (base && network === 'metered' && !small && missing().length > 0)
    throw updateDeferred('the connection is metered and there is no small update');
  await Promise.all(
    missing().map(async (shard) => files.set(shard.file, await source.fetch(urlOf(shard, offer), shard, signal))),
  );
  return assembleRelease(manifest, files);
}

async function manifestOf(
  { releaseId, manifest, manifestUrl, manifestText }: Offer,
  { files, signal }: DownloadReleaseOptions,
): Promise<Manifest> {
  const bytesOf = async () =>
    (await files.held(manifestUrl, manifest)) ?? (await files.fetch(manifestUrl, manifest, signal));
  const text = manifestText ?? new TextDecoder().decode(await bytesOf());
  const parsed = parseManifest(parseJson(text, manifestUrl));
  if (parsed.releaseId === releaseId) return parsed;
  throw new AisleError(
    'manifest-invalid',
    `Manifest: releaseId must be ${releaseId}, as the pointer says, found ${parsed.releaseId}.`,
    { field: 'releaseId' },
  );
}

interface DeltaOptions extends DownloadReleaseOptions {
  readonly base: { readonly manifest: Manifest; readonly held: HeldRelease };
}

/**
 * Adds the missing files that a delta makes from those of the release in use.
 *
 * @returns false where those are not kept here
 */
async function addFromDelta(
  files: Files,
  manifest: Manifest,
  offer: Offer,
  { files: source, cache, base, signal }: DeltaOptions,
): Promise<boolean> {
  const baseFiles = await Promise.all(
    deltaFiles(base.manifest).map((shard) => source.held(urlOf(shard, base.held), shard)),
  );
  const read = new Set<Shard>(filesToFetch(base.manifest));
  // Files of roles that this version does not read are never here: a delta just makes nothing of them.
  if (!deltaFiles(base.manifest).every((shard, i) => baseFiles[i] || !read.has(shard))) return false;
  const url = new URL(deltaFile(base.manifest.releaseId, offer.releaseId), offer.manifestUrl).href;
  const targets = deltaFiles(manifest);
  const sizes = targets.map(({ bytes }) => bytes);
  // A delta that is larger than the files is not worth it.
  const delta = await source.fetchUpTo(
    url,
    sizes.reduce((sum, bytes) => sum + bytes, 0),
    signal,
  );
  const made = applyDelta(delta, baseFiles, sizes);
  const wanted = new Set(filesToFetch(manifest).map(({ file }) => file));
  for (const [i, shard] of targets.entries()) {
    const bytes = made[i];
    if (!bytes || !wanted.has(shard.file) || files.has(shard.file)) continue;
    const problem = await problemWith(bytes, shard);
    if (problem)
      throw new AisleError('delta-invalid', `Delta ${url}: for ${shard.file}, ${problem} The whole file is fetched.`, {
        url,
      });
    files.set(shard.file, bytes);
    await cache.put(urlOf(shard, offer), bytes, signal);
  }
  return true;
}
