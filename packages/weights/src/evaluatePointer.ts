import { AisleError, SDK_VERSION } from '@aisle/core';
import { FILES_FOLDER, type Pointer } from './pointer.js';
import type { Offer } from './releaseSource.js';
import type { SyncState } from './syncState.js';

/** What `evaluatePointer` decides from. */
export interface PointerInput {
  readonly pointer: Pointer;
  /** The URL that it was fetched from. */
  readonly pointerUrl: string;
  /** The pinned keys that signed it. */
  readonly signedBy: readonly string[];
  readonly publicKeys: readonly string[];
  /** The stored state of the channel on this device. */
  readonly state: SyncState;
  /** The device's clock, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** The device's bucket for a new rollout, from 0 to 1. */
  readonly newBucket: number;
}

/** Changes to the stored state, with an offer or the reason for none. */
export type PointerResult = { readonly changes: SyncState } & (
  | { readonly offer: Offer }
  | { readonly refusal: AisleError }
);

/** Identifies a failed check: the device does not retry a release under the same SDK version. */
export const failureKey = (releaseId: string) => `${releaseId} ${SDK_VERSION}`;

export const hasFailed = ({ failed = [] }: SyncState, releaseId: string) => failed.includes(failureKey(releaseId));

export const failedBefore = (releaseId: string) =>
  new AisleError(
    'release-failed-check',
    `Release ${releaseId} failed its check on this device earlier and is not fetched again. ` +
      'Publish a newer one, or roll back.',
    { releaseId },
  );

export const pointerRefused = (what: string, details: Readonly<Record<string, unknown>> = {}) =>
  new AisleError('pointer-refused', `Pointer: ${what} The release in use stays.`, details);

/**
 * Decides which release a pointer offers to this device. A pure function.
 *
 * Its checks of sequence and expiry prevent TUF's rollback and freeze attacks (see pointer.ts).
 */
export function evaluatePointer(input: PointerInput): PointerResult {
  const refusal = refusalOf(input);
  if (refusal) return { changes: {}, refusal };
  const { pointer, pointerUrl, signedBy, state } = input;
  const bucket = bucketOf(input);
  const changes = { sequence: pointer.sequence, sequenceKeys: signedBy, ...(bucket && { rolloutBucket: bucket }) };
  const { rollout } = pointer;
  const inRollout = rollout && bucket && bucket.value < rollout.share && !hasFailed(state, rollout.release.releaseId);
  const { releaseId, manifest, deltasFrom } = inRollout ? rollout.release : pointer.release;
  if (hasFailed(state, releaseId)) return { changes, refusal: failedBefore(releaseId) };
  const url = new URL(FILES_FOLDER + manifest.file, pointerUrl).href;
  return {
    changes,
    offer: { releaseId, manifest, deltasFrom, manifestUrl: url, manifestKey: url, channel: pointer.channel, signedBy },
  };
}

function refusalOf({ pointer, pointerUrl, signedBy, publicKeys, state, nowMs }: PointerInput): AisleError | undefined {
  if (publicKeys.length > 0 && signedBy.length === 0)
    return pointerRefused(`none of the ${publicKeys.length} pinned keys has signed it.`);
  const name = new URL(pointerUrl).pathname.split('/').at(-1);
  if (name !== `${pointer.channel}.json`)
    return pointerRefused(`expected a file name of ${pointer.channel}.json for its channel, found ${name}.`);
  const { sequence = 0, sequenceKeys = [] } = state;
  // A stored number counts only while one of its signers is pinned. The thief of a key could have set it to the maximum.
  const sequenceHolds = publicKeys.length === 0 || sequenceKeys.some((key) => publicKeys.includes(key));
  if (sequenceHolds && pointer.sequence < sequence) {
    return pointerRefused(`expected a sequence number of at least ${sequence}, found ${pointer.sequence}.`, {
      sequence: pointer.sequence,
      seen: sequence,
    });
  }
  // An invalid date, such as the 99th of a month, parses as NaN and counts as expired.
  if (!(Date.parse(pointer.expiresAt) > nowMs)) {
    const { expiresAt } = pointer;
    const now = new Date(nowMs).toISOString();
    return pointerRefused(
      `it expired at ${expiresAt}; this device's clock says ${now}. Renew it with aisle renew, or set the clock.`,
      { expiresAt },
    );
  }
  return undefined;
}

/** One bucket for each rollout. The device keeps it while the share grows, and gets another one for the next rollout. */
function bucketOf({
  pointer: { rollout },
  state: { rolloutBucket },
  newBucket,
}: PointerInput): SyncState['rolloutBucket'] {
  if (!rollout || rolloutBucket?.rolloutId === rollout.id) return rolloutBucket;
  return { rolloutId: rollout.id, value: newBucket };
}
