import { invalidArgument, joinNames } from './invalidArgument.js';
import { type Issued, issuePointer } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import type { IssuedPointer } from './publishingHistory.js';

/**
 * Issues a pointer with a higher sequence number to an older release. By default it ends the current rollout. Without a
 * rollout, the target is the release that the channel had before the current one.
 *
 * @throws AisleError `invalid-argument`; the folder is then unchanged
 */
export async function rollBack(
  folder: string,
  options: IssueOptions & { readonly releaseId?: string } = {},
): Promise<Issued> {
  const command = await openPointerCommand(folder, options, 'rollback');
  const { current, channel, state } = command;
  if (!current) {
    const channels = joinNames(state.pointers.keys());
    throw invalidArgument(`Asked to roll back the channel ${channel}, but ${folder} has ${channels}.`);
  }
  const { release, rollout } = current;
  const previous = () => previousRelease(state.history.channels[channel]!);
  const targetId = options.releaseId ?? (rollout ? release.releaseId : previous());
  if (targetId === undefined) {
    const known = joinNames(state.history.releases.map(({ releaseId }) => releaseId));
    throw invalidArgument(
      `Asked for the release that ${channel} had before ${release.releaseId}, but the log has none. ` +
        `Give --release with one of ${known}.`,
    );
  }
  if (targetId === release.releaseId && !rollout) throw invalidArgument(`${channel} already has ${targetId}.`);
  return issuePointer(command, { releaseId: targetId });
}

/**
 * The release that the channel had before the current one. It skips a release that was rolled back, unless the channel
 * got it again later.
 */
function previousRelease(issued: readonly IssuedPointer[]): string | undefined {
  let releaseIds: string[] = [];
  for (const { command, releaseId } of issued) {
    const current = releaseIds.at(-1);
    if (releaseId === current) continue;
    if (command === 'rollback') {
      releaseIds = releaseIds.filter((id) => id !== current);
      const index = releaseIds.lastIndexOf(releaseId);
      if (index >= 0) releaseIds.length = index;
    }
    releaseIds.push(releaseId);
  }
  const current = releaseIds.at(-1);
  return releaseIds.reverse().find((id) => id !== current);
}
