import { AisleError, SDK_VERSION } from '@aisle/core';
import type { Offer } from './releaseSource.js';
import { FILES_FOLDER, type Pointer } from './pointer.js';
import type { SyncState } from './syncState.js';

/** What a pointer is judged by. */
export interface PointerInput {
  readonly pointer: Pointer;
  /** The URL that it was found at. */
  readonly pointerUrl: string;
  /** Those of the pinned keys that have signed it. */
  readonly signedBy: readonly string[];
  readonly publicKeys: readonly string[];
  /** What the device remembers of the channel. */
  readonly state: SyncState;
  /** The device's clock, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** From 0 to 1: the device's bucket in a rollout that it has not met before. */
  readonly newBucket: number;
}

/** What the device is to remember, and what it is offered or why it is offered nothing. */
export type PointerResult = { readonly changes: SyncState } & ({ readonly offer: Offer } | { readonly refusal: AisleError });

/** A release that failed its check is not tried again under the same version of the SDK. */
export const failureKey = (releaseId: string) => `${releaseId} ${SDK_VERSION}`;

export const hasFailed = ({ failed = [] }: SyncState, releaseId: string) => failed.includes(failureKey(releaseId));

export const failedBefore = (releaseId: string) =>
  new AisleError(
    'release-failed-check',
    `Release ${releaseId} failed its check on this device before and is not fetched again. ` +
      'Publish a newer one, or roll back.',
    { releaseId },
  );

export const pointerRefused = (what: string, details: Readonly<Record<string, unknown>> = {}) =>
  new AisleError('pointer-refused', `Pointer: ${what} The release in use stays.`, details);

/**
 * Decides which release a pointer offers to this device: TUF's timestamp role
 * (https://theupdateframework.github.io/specification/latest/). Pure.
 */
export function evaluatePointer(input: PointerInput): PointerResult {
  const refusal = refusalOf(input);
  if (refusal) return { changes: {}, refusal };
  const { pointer, pointerUrl, signedBy, state } = input;
  const draw = bucketOf(input);
  const changes = { sequence: pointer.sequence, sequenceKeys: signedBy, ...(draw && { draw }) };
  const { rollout } = pointer;
  const inRollout = rollout && draw && draw.value < rollout.share && !hasFailed(state, rollout.release.releaseId);
  const { releaseId, manifest, deltasFrom } = inRollout ? rollout.release : pointer.release;
  if (hasFailed(state, releaseId)) return { changes, refusal: failedBefore(releaseId) };
  const url = new URL(FILES_FOLDER + manifest.file, pointerUrl).href;
  return {
    changes,
    offer: { releaseId, manifest, deltasFrom, manifestUrl: url, manifestKey: url, channel: pointer.channel, signedBy },
  };
}

function refusalOf({
  pointer,
  pointerUrl,
  signedBy,
  publicKeys,
  state,
  nowMs,
}: PointerInput): AisleError | undefined {
  if (publicKeys.length > 0 && signedBy.length === 0)
    return pointerRefused(`none of the ${publicKeys.length} pinned keys has signed it.`);
  const name = new URL(pointerUrl).pathname.split('/').at(-1);
  if (name !== `${pointer.channel}.json`)
    return pointerRefused(`it is that of the channel ${pointer.channel}, found at ${name}.`);
  const { sequence = 0, sequenceKeys = [] } = state;
  // A number counts only while a key that signed it is pinned: whoever stole a key could have set it as high as can be.
  const sequenceHolds = publicKeys.length === 0 || sequenceKeys.some((key) => publicKeys.includes(key));
  if (sequenceHolds && pointer.sequence < sequence) {
    return pointerRefused(`its sequence number is ${pointer.sequence}, and ${sequence} was seen before.`, {
      sequence: pointer.sequence,
      seen: sequence,
    });
  }
  // A time that does not exist, such as the 99th of a month, parses as NaN and counts as past.
  if (!(Date.parse(pointer.expiresAt) > nowMs)) {
    const { expiresAt } = pointer;
    const now = new Date(nowMs).toISOString();
    return pointerRefused(
      `it expired at ${expiresAt}, by this device's clock of ${now}. Issue it anew with aisle renew, or set the clock.`,
      { expiresAt },
    );
  }
  return undefined;
}

/** One bucket for each rollout: a device stays in it while its share grows, and is not among the first every time. */
function bucketOf({ pointer: { rollout }, state: { rolloutBucket }, newBucket }: PointerInput): SyncState['rolloutBucket'] {
  if (!rollout || rolloutBucket?.rolloutId === rollout.id) return rolloutBucket;
  return { rolloutId: rollout.id, value: newBucket };
}
