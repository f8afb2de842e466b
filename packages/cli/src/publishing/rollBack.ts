import type { IssuedPointer } from './history.js';
import { issuePointer, type Issued } from './issuePointer.js';
import { openPointerCommand, type IssueOptions } from './pointerCommand.js';
import { listed, refusal } from './refusal.js';

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
    const channels = listed(state.pointers.keys());
    throw refusal(`${folder} has no channel ${channel} that could be rolled back; it has ${channels}.`);
  }
  const { release, rollout } = current;
  const earlier = () => releaseBefore(state.history.channels[channel]!);
  const back = options.releaseId ?? (rollout ? release.releaseId : earlier());
  if (back === undefined) {
    const known = listed(state.history.releases.map(({ releaseId }) => releaseId));
    throw refusal(
      `Asked for the release that ${channel} had before ${release.releaseId}, but the log names none. ` +
        `Name one with --release: ${known}.`,
    );
  }
  if (back === release.releaseId && !rollout) throw refusal(`${channel} has ${back} already.`);
  return issuePointer(command, { releaseId: back });
}

/**
 * The release that the channel had before the current one. A release that was rolled back from is skipped, unless the
 * channel took it again later.
 */
function releaseBefore(issued: readonly IssuedPointer[]): string | undefined {
  let past: string[] = [];
  for (const { command, releaseId } of issued) {
    const current = past.at(-1);
    if (releaseId === current) continue;
    if (command === 'rollback') {
      past = past.filter((id) => id !== current);
      const back = past.lastIndexOf(releaseId);
      if (back >= 0) past.length = back;
    }
    past.push(releaseId);
  }
  const current = past.at(-1);
  return past.reverse().find((id) => id !== current);
}
