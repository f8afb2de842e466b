import { findRelease } from './findRelease.js';
import { invalidArgument } from './invalidArgument.js';
import { type Issued, issuePointer } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import { targetsFor } from './pointerTargets.js';

/**
 * Changes the share of the current rollout; a share of 1 completes it. With a release id, points the channel to a
 * release that is already in the folder.
 *
 * @throws AisleError `invalid-argument`; the folder is then unchanged
 */
export async function promote(
  folder: string,
  options: IssueOptions & { readonly share?: number; readonly releaseId?: string } = {},
): Promise<Issued> {
  const command = await openPointerCommand(folder, options, 'promote');
  const { current, channel, releases } = command;
  const { share = 1, releaseId } = options;
  if (releaseId !== undefined) {
    findRelease(releases, releaseId);
    const isFullyReleased = current?.release.releaseId === releaseId && !current.rollout;
    if (isFullyReleased) throw invalidArgument(`${channel} already has ${releaseId}.`);
    return issuePointer(command, targetsFor(command, releaseId, share));
  }
  if (!current?.rollout) {
    const found = current
      ? `${channel} has ${current.release.releaseId} and no rollout`
      : `${folder} has no channel ${channel}`;
    const advice = 'Give --release, or publish a release with --share';
    throw invalidArgument(`Asked to promote the current rollout, but ${found}. ${advice}.`);
  }
  return issuePointer(command, targetsFor(command, current.rollout.release.releaseId, share));
}
