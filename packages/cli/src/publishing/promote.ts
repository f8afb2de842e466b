import { findRelease } from './findRelease.js';
import { type Issued, issuePointer } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import { targetsFor } from './pointerTargets.js';
import { invalidArgument } from './invalidArgument.js';

/**
 * Changes the share of the current rollout; a share of 1 makes it the channel's release. With a release id, points the
 * channel to a release that the folder has already.
 *
 * @throws AisleError `invalid-argument`; the folder then serves what it did before
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
    if (isFullyReleased) throw invalidArgument(`${channel} has ${releaseId} already.`);
    return issuePointer(command, targetsFor(command, releaseId, share));
  }
  if (!current?.rollout) {
    const found = current
      ? `${channel} has ${current.release.releaseId} whole, and no rollout is under way`
      : `${folder} has no channel ${channel}`;
    const remedy = 'Name a release with --release, or publish one with --share';
    throw invalidArgument(`Asked to promote what is being rolled out, but ${found}. ${remedy}.`);
  }
  return issuePointer(command, targetsFor(command, current.rollout.release.releaseId, share));
}
