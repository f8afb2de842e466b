import type { Offer } from './releaseSource.js';
import { failedBefore, hasFailed, evaluatePointer, pointerRefused } from './evaluatePointer.js';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { parseManifest } from './parseManifest.js';
import { POINTER_FORMAT, parsePointer, parseSignedPointer, signersOf } from './pointer.js';
import { sha256Hex } from './sha256.js';
import type { SyncStateStore } from './syncState.js';
import type { VerifiedFiles } from './verifiedFiles.js';

export interface ChannelOptions {
  /** Of a channel's pointer, or of the manifest of a release that never changes its place. */
  readonly manifestUrl: string;
  /** Ed25519, base64url: where there is one, what none of them signed is refused. */
  readonly publicKeys: readonly string[];
}

interface Sources {
  readonly files: VerifiedFiles;
  readonly state: SyncStateStore;
  readonly environment: LoaderEnvironment;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the channel what it offers to this device.
 *
 * @throws AisleError `manifest-unreachable`, `manifest-invalid`, `pointer-refused`, `release-failed-check`, `aborted`, or
 *   as `parseManifest` does
 */
export async function channelOffer(
  { manifestUrl, publicKeys }: ChannelOptions,
  { files, state, environment, signal }: Sources,
): Promise<Offer> {
  const { text, json } = await files.fetchJson(manifestUrl, signal);
  const format = (json as { readonly format?: unknown } | null)?.format;
  if (format === POINTER_FORMAT) {
    const signed = parseSignedPointer(json);
    const pointer = parsePointer(signed);
    const signedBy = await signersOf(signed, publicKeys);
    const syncState = await state.read();
    const result = evaluatePointer({
      pointer,
      pointerUrl: manifestUrl,
      signedBy,
      publicKeys,
      state: syncState,
      nowMs: environment.now(),
      newBucket: environment.random(),
    });
    if (Object.keys(result.changes).length > 0) await state.patch(result.changes, signal);
    if ('refusal' in result) throw result.refusal;
    return result.offer;
  }
  if (publicKeys.length > 0) {
    const found = JSON.stringify(format) ?? 'none';
    throw pointerRefused(
      `the page pins a key, and ${manifestUrl} is no signed pointer but of the format ${found}. ` +
        'Publish with aisle publish --key, or take data-key away.',
    );
  }
  const { releaseId } = parseManifest(json);
  if (hasFailed(await state.read(), releaseId)) throw failedBefore(releaseId);
  const bytes = new TextEncoder().encode(text);
  const sha256 = await sha256Hex(bytes);
  return {
    releaseId,
    manifestUrl,
    manifestText: text,
    manifest: { file: 'manifest.json', bytes: bytes.length, sha256 },
    // Under another name than its URL: the manifest of the kept release must stay until the new files are there.
    manifestKey: `${manifestUrl}.${sha256.slice(0, 16)}.aisle-manifest`,
    deltasFrom: [],
    signedBy: [],
  };
}
