import { invalidArgument, joinNames } from './invalidArgument.js';
import type { Issued } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import { writePointer } from './writePointer.js';

/**
 * Issues the channel's current pointer again, with a new sequence number and expiry.
 *
 * @throws AisleError `invalid-argument`
 */
export async function renew(folder: string, options: IssueOptions = {}): Promise<Issued> {
  const command = await openPointerCommand(folder, options, 'renew');
  const { current, channel, state } = command;
  if (!current) {
    const channels = joinNames(state.pointers.keys());
    throw invalidArgument(`Asked to renew the channel ${channel}, but ${folder} has ${channels}.`);
  }
  return { pointer: await writePointer(command, current.release, current.rollout), deltas: [] };
}
