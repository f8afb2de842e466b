import { evaluatePointer, failedBefore, hasFailed, pointerRefused } from './evaluatePointer.js';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { parseManifest } from './parseManifest.js';
import { POINTER_FORMAT, parsePointer, parseSignedPointer, signersOf } from './pointer.js';
import type { Offer } from './releaseSource.js';
import { seenSequence } from './seenSequence.js';
import { sha256Hex } from './sha256.js';
import type { SyncStateStore } from './syncState.js';
import type { VerifiedFiles } from './verifiedFiles.js';

export interface ChannelOptions {
  /** URL of a channel's pointer, or of a manifest that is served without a channel. */
  readonly manifestUrl: string;
  /** Ed25519, base64url. If there are any, a pointer needs a signature by one of them. */
  readonly publicKeys: readonly string[];
}

interface Sources {
  readonly files: VerifiedFiles;
  readonly state: SyncStateStore;
  readonly environment: LoaderEnvironment;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the channel which release it offers to this device.
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
    const nowMs = environment.now();
    const result = evaluatePointer({
      pointer,
      signed,
      pointerUrl: manifestUrl,
      signedBy,
      publicKeys,
      state: syncState,
      seenSequence: await seenSequence(syncState, pointer, publicKeys, nowMs),
      nowMs,
      newBucket: environment.random(),
    });
    if (Object.keys(result.changes).length > 0) await state.patch(result.changes, signal);
    if ('refusal' in result) throw result.refusal;
    return result.offer;
  }
  if (publicKeys.length > 0) {
    const found = JSON.stringify(format) ?? 'none';
    throw pointerRefused(
      `the page pins a key, but ${manifestUrl} is not a signed pointer; its format is ${found}. ` +
        'Publish with aisle publish --key, or remove data-key from the page.',
    );
  }
  const { releaseId } = parseManifest(json);
  if (hasFailed(await state.read(), releaseId, environment.now())) throw failedBefore(releaseId);
  const bytes = new TextEncoder().encode(text);
  const sha256 = await sha256Hex(bytes);
  return {
    releaseId,
    manifestUrl,
    manifestText: text,
    manifest: { file: 'manifest.json', bytes: bytes.length, sha256 },
    // The key differs from the URL, so that the stored release keeps its manifest until the new files are complete.
    manifestKey: `${manifestUrl}.${sha256.slice(0, 16)}.aisle-manifest`,
    deltasFrom: [],
    signedBy: [],
  };
}
