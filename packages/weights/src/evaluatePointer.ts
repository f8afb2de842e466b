import { AisleError, SDK_VERSION } from '@aisle/core';
import { FILES_FOLDER, type Pointer, type SignedPointer } from './pointer.js';
import type { Offer } from './releaseSource.js';
import type { SyncState } from './syncState.js';

/** What `evaluatePointer` decides from. */
export interface PointerInput {
  readonly pointer: Pointer;
  /** The file that contains it. */
  readonly signed: SignedPointer;
  /** The URL that it was fetched from. */
  readonly pointerUrl: string;
  /** The pinned keys that signed it. */
  readonly signedBy: readonly string[];
  readonly publicKeys: readonly string[];
  /** A lower sequence number is refused. */
  readonly seenSequence: number;
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

/** A device tries a failed release again after this time, because the failure may have been its own. */
const RETRY_MS = 86_400_000;

/** A failed check: the release, the SDK version and the time. */
export const failureKey = (releaseId: string, nowMs: number) => `${releaseId} ${SDK_VERSION} ${nowMs}`;

/** Whether the release failed its check under this SDK version, not long ago. */
export const hasFailed = ({ failed = [] }: SyncState, releaseId: string, nowMs: number) =>
  failed.some((failure) => {
    const [failedId, version, failedMs] = failure.split(' ');
    return failedId === releaseId && version === SDK_VERSION && Math.abs(nowMs - Number(failedMs)) < RETRY_MS;
  });

export const failedBefore = (releaseId: string) =>
  new AisleError(
    'release-failed-check',
    `Release ${releaseId} failed its check on this device earlier and is not fetched again today. ` +
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
  const { pointer, pointerUrl, signed, signedBy, state, nowMs } = input;
  const bucket = bucketOf(input);
  const changes = { pointer: signed, pointerMs: nowMs, ...(bucket && { rolloutBucket: bucket }) };
  const { rollout } = pointer;
  const inRollout =
    rollout && bucket && bucket.value < rollout.share && !hasFailed(state, rollout.release.releaseId, nowMs);
  const { releaseId, ...release } = inRollout ? rollout.release : pointer.release;
  if (hasFailed(state, releaseId, nowMs)) return { changes, refusal: failedBefore(releaseId) };
  const url = new URL(FILES_FOLDER + release.manifest.file, pointerUrl).href;
  return {
    changes,
    offer: { releaseId, ...release, manifestUrl: url, manifestKey: url, channel: pointer.channel, signedBy },
  };
}

function refusalOf({
  pointer,
  pointerUrl,
  signedBy,
  publicKeys,
  seenSequence,
  nowMs,
}: PointerInput): AisleError | undefined {
  if (publicKeys.length > 0 && signedBy.length === 0)
    return pointerRefused(`none of the ${publicKeys.length} pinned keys has signed it.`);
  const name = new URL(pointerUrl).pathname.split('/').at(-1);
  if (name !== `${pointer.channel}.json`)
    return pointerRefused(`expected a file name of ${pointer.channel}.json for its channel, found ${name}.`);
  if (pointer.sequence < seenSequence) {
    return pointerRefused(`expected a sequence number of at least ${seenSequence}, found ${pointer.sequence}.`, {
      sequence: pointer.sequence,
      seen: seenSequence,
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
