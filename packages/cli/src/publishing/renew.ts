import type { Issued } from './issuePointer.js';
import { openPointerCommand, type IssueOptions } from './pointerCommand.js';
import { listed, refusal } from './refusal.js';
import { writePointer } from './writePointer.js';

/**
 * Issues the channel's current pointer again, with a new number and expiry.
 *
 * @throws AisleError `invalid-argument`
 */
export async function renew(folder: string, options: IssueOptions = {}): Promise<Issued> {
  const command = await openPointerCommand(folder, options, 'renew');
  const { current, channel, state } = command;
  if (!current) {
    const channels = listed(state.pointers.keys());
    throw refusal(`${folder} has no channel ${channel} that could be renewed; it has ${channels}.`);
  }
  return { pointer: await writePointer(command, current.release, current.rollout), deltas: [] };
}
