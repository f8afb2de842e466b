import path from 'node:path';
import { type Pointer, type PointerRelease, parsePointer } from '@aisle/weights';
import { writeAtomically } from '../releaseFiles.js';
import { addDays } from './days.js';
import { HEADERS_FILE, hostHeaders } from './hostHeaders.js';
import type { PointerCommand } from './pointerCommand.js';
import { pointerFile } from './publishedState.js';
import { entryOf, HISTORY_FILE } from './publishingHistory.js';
import { signPointer } from './signingKey.js';

export const DEFAULT_EXPIRES_DAYS = 14;

/**
 * Issues a pointer to releases with their deltas. It is written after headers and log, so that until then the folder
 * serves the previous pointer.
 */
export async function writePointer(
  command: PointerCommand,
  release: PointerRelease,
  rollout: Pointer['rollout'],
): Promise<Pointer> {
  const { name, folder, channel, options, now, state, current, releases } = command;
  // At least the time in seconds, so that a sequence number is never reused, even if log and pointer were lost.
  const sequence = Math.max((current?.sequence ?? 0) + 1, Math.floor(now.getTime() / 1000));
  const expiresAt = addDays(now, options.expiresDays ?? DEFAULT_EXPIRES_DAYS).toISOString();
  const pointer: Pointer = {
    channel,
    sequence,
    issuedAt: now.toISOString(),
    expiresAt,
    release,
    ...(rollout && { rollout }),
  };
  const file = signPointer(pointer, options.keys ?? []);
  // Checks that devices would accept the pointer.
  parsePointer(file);
  const issued = [...(state.history.channels[channel] ?? []), entryOf(pointer, name)];
  const history = { ...state.history, releases, channels: { ...state.history.channels, [channel]: issued } };
  await writeAtomically(path.join(folder, HEADERS_FILE), hostHeaders(Object.keys(history.channels)));
  await writeAtomically(path.join(folder, HISTORY_FILE), `${JSON.stringify(history, null, 1)}\n`);
  await writeAtomically(path.join(folder, pointerFile(channel)), `${JSON.stringify(file)}\n`);
  return pointer;
}
