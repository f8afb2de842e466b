import { parsePointer, type Pointer, type PointerRelease } from '@aisle/weights';
import path from 'node:path';
import { writeWhole } from '../releaseFiles.js';
import { addDays } from './days.js';
import { entryOf, HISTORY_FILE, releasesInForce } from './history.js';
import { HEADERS_FILE, hostHeaders } from './hostHeaders.js';
import type { PointerCommand } from './pointerCommand.js';
import { findRelease, type PointerTargets } from './pointerTargets.js';
import { publishDelta, type PublishedDelta } from './publishDelta.js';
import { pointerFile } from './publishedState.js';
import { publishedFiles, readReleaseBytes } from './releaseBytes.js';
import { signPointer } from './signingKey.js';

/** The pointer that a command issued, and the deltas that lead to its releases. */
export interface Issued {
  readonly pointer: Pointer;
  readonly deltas: readonly PublishedDelta[];
}

export const DEFAULT_EXPIRES_DAYS = 14;
export const DEFAULT_DELTA_DAYS = 28;
/** Each delta costs the reading of two releases, and space in the folder. */
const MAX_DELTAS_EACH = 14;

/** Makes the deltas that lead to the targets, then issues the pointer to them. */
export async function issuePointer(command: PointerCommand, targets: PointerTargets): Promise<Issued> {
  const { options, channel, now, state } = command;
  const since = addDays(now, -(options.deltaDays ?? DEFAULT_DELTA_DAYS));
  const olderIds = releasesInForce(state.history.channels[channel] ?? [], since).slice(0, MAX_DELTAS_EACH);
  const deltas: PublishedDelta[] = [];
  const withDeltas = async (releaseId: string): Promise<PointerRelease> => {
    const made = await publishDeltas(command, olderIds, releaseId);
    deltas.push(...made);
    const { manifest } = findRelease(command.releases, releaseId);
    return { releaseId, manifest, deltasFrom: made.map(({ from }) => from) };
  };
  const release = await withDeltas(targets.releaseId);
  const { rollout } = targets;
  const staged = rollout && {
    id: rollout.releaseId,
    share: rollout.share,
    release: await withDeltas(rollout.releaseId),
  };
  return { pointer: await writePointer(command, release, staged), deltas };
}

/** @returns those of the deltas from the older releases that save something */
async function publishDeltas(
  { folder, releases }: PointerCommand,
  olderIds: readonly string[],
  releaseId: string,
): Promise<PublishedDelta[]> {
  const read = publishedFiles(folder);
  const newer = await readReleaseBytes(read, findRelease(releases, releaseId).manifest);
  const made: PublishedDelta[] = [];
  for (const olderId of olderIds) {
    // A device that holds a pruned release fetches the new one whole.
    const older = releases.find((release) => release.releaseId === olderId);
    if (olderId === releaseId || !older) continue;
    const delta = await publishDelta(folder, await readReleaseBytes(read, older.manifest), newer);
    if (delta) made.push(delta);
  }
  return made;
}

/** Issues a pointer to releases with their deltas. Writes it last: until then the folder serves what it did before. */
export async function writePointer(
  command: PointerCommand,
  release: PointerRelease,
  rollout: Pointer['rollout'],
): Promise<Pointer> {
  const { name, folder, channel, options, now, state, current, releases } = command;
  // At least the time in seconds: a publisher who lost log and pointer must not issue a number that devices have seen.
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
  parsePointer(file);
  const issued = [...(state.history.channels[channel] ?? []), entryOf(pointer, name)];
  const history = { ...state.history, releases, channels: { ...state.history.channels, [channel]: issued } };
  await writeWhole(path.join(folder, HEADERS_FILE), hostHeaders(Object.keys(history.channels)));
  await writeWhole(path.join(folder, HISTORY_FILE), `${JSON.stringify(history, null, 1)}\n`);
  await writeWhole(path.join(folder, pointerFile(channel)), `${JSON.stringify(file)}\n`);
  return pointer;
}
