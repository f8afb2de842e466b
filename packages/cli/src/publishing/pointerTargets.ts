import { invalidArgument } from './invalidArgument.js';
import type { PointerCommand } from './pointerCommand.js';

/** The releases for a new pointer. */
export interface PointerTargets {
  readonly releaseId: string;
  readonly rollout?: { readonly releaseId: string; readonly share: number };
}

/**
 * Makes a release the channel's release, or, if `share` is below 1, rolls it out to that share of the devices.
 *
 * @throws AisleError `invalid-argument`
 */
export function targetsFor({ current, channel }: PointerCommand, releaseId: string, share: number): PointerTargets {
  if (!(share >= 0 && share <= 1)) throw invalidArgument(`--share must be a number from 0 to 1, found ${share}.`);
  if (share === 1) return { releaseId };
  if (!current) {
    const why = `${channel} has no release for the other devices`;
    throw invalidArgument(`--share ${share}: ${why}. Publish the first one without --share.`);
  }
  if (current.release.releaseId === releaseId) {
    const why = `${releaseId} is already the release of ${channel}`;
    throw invalidArgument(`--share ${share}: ${why}. aisle rollback ends a rollout.`);
  }
  return { releaseId: current.release.releaseId, rollout: { releaseId, share } };
}
