import type { IssuedPointer } from './publishingHistory.js';
import { type Issued, issuePointer } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import { joinNames, invalidArgument } from './invalidArgument.js';

/**
 * Issues a higher-numbered pointer to an older release. By default it ends the current rollout. Without a rollout it
 * goes back to the release that the channel had before the current one.
 *
 * @throws AisleError `invalid-argument`; the folder then serves what it did before
 */
export async function rollBack(
  folder: string,
  options: IssueOptions & { readonly releaseId?: string } = {},
): Promise<Issued> {
  const command = await openPointerCommand(folder, options, 'rollback');
  const { current, channel, state } = command;
  if (!current) {
    const channels = joinNames(state.pointers.keys());
    throw invalidArgument(`${folder} has no channel ${channel} that could be rolled back; it has ${channels}.`);
  }
  const { release, rollout } = current;
  const previous = () => previousRelease(state.history.channels[channel]!);
  const targetId = options.releaseId ?? (rollout ? release.releaseId : previous());
  if (targetId === undefined) {
    const known = joinNames(state.history.releases.map(({ releaseId }) => releaseId));
    throw invalidArgument(
      `Asked for the release that ${channel} had before ${release.releaseId}, but the log names none. ` +
        `Name one with --release: ${known}.`,
    );
  }
  if (targetId === release.releaseId && !rollout) throw invalidArgument(`${channel} has ${targetId} already.`);
  return issuePointer(command, { releaseId: targetId });
}

/**
 * The release that the channel had before the current one. A release that was rolled back from is skipped, unless the
 * channel took it again later.
 */
function previousRelease(issued: readonly IssuedPointer[]): string | undefined {
  let releaseIds: string[] = [];
  for (const { command, releaseId } of issued) {
    const current = releaseIds.at(-1);
    if (releaseId === current) continue;
    if (command === 'rollback') {
      releaseIds = releaseIds.filter((id) => id !== current);
      const targetId = releaseIds.lastIndexOf(releaseId);
      if (targetId >= 0) releaseIds.length = targetId;
    }
    releaseIds.push(releaseId);
  }
  const current = releaseIds.at(-1);
  return releaseIds.reverse().find((id) => id !== current);
}
