import type { PointerCommand } from './pointerCommand.js';
import { invalidArgument } from './invalidArgument.js';

/** The releases that a pointer is to name. */
export interface PointerTargets {
  readonly releaseId: string;
  readonly rollout?: { readonly releaseId: string; readonly share: number };
}

/**
 * Makes a release the channel's own, or rolls it out to a share of the devices if `share` is below 1.
 *
 * @throws AisleError `invalid-argument`
 */
export function targetsFor({ current, channel }: PointerCommand, releaseId: string, share: number): PointerTargets {
  if (!(share >= 0 && share <= 1)) throw invalidArgument(`--share must be a number from 0 to 1, found ${share}.`);
  if (share === 1) return { releaseId };
  if (!current) {
    const why = `${channel} has no release that the other devices could keep`;
    throw invalidArgument(`--share ${share}: ${why}. Publish the first one without --share.`);
  }
  if (current.release.releaseId === releaseId) {
    const why = `${releaseId} is the release that the other devices of ${channel} have`;
    throw invalidArgument(`--share ${share}: ${why}. aisle rollback ends a rollout.`);
  }
  return { releaseId: current.release.releaseId, rollout: { releaseId, share } };
}
