import type { Pointer, PointerRelease } from '@aisle/weights';
import { addDays } from './days.js';
import { findRelease } from './findRelease.js';
import type { PointerCommand } from './pointerCommand.js';
import type { PointerTargets } from './pointerTargets.js';
import { type PublishedDelta, publishDelta } from './publishDelta.js';
import { releasesServedSince } from './publishingHistory.js';
import { publishedFiles, readReleaseBytes } from './releaseBytes.js';
import { writePointer } from './writePointer.js';

/** The pointer that a command issued, and the deltas to its releases. */
export interface Issued {
  readonly pointer: Pointer;
  readonly deltas: readonly PublishedDelta[];
}

export const DEFAULT_DELTA_DAYS = 28;
/** Limits the time to read releases, and the space in the folder. */
const MAX_DELTAS_EACH = 14;

/** Creates the deltas to the targets, then issues the pointer. */
export async function issuePointer(command: PointerCommand, targets: PointerTargets): Promise<Issued> {
  const { options, channel, now, state, current } = command;
  const since = addDays(now, -(options.deltaDays ?? DEFAULT_DELTA_DAYS));
  const olderIds = releasesServedSince(state.history.channels[channel] ?? [], since).slice(0, MAX_DELTAS_EACH);
  const deltas: PublishedDelta[] = [];
  const withDeltas = async (releaseId: string): Promise<PointerRelease> => {
    const created = await publishDeltas(command, olderIds, releaseId);
    deltas.push(...created);
    const { manifest } = findRelease(command.releases, releaseId);
    // A release keeps its correction of the season while the channel names it.
    const named = [current?.release, current?.rollout?.release].find((release) => release?.releaseId === releaseId);
    return { ...named, releaseId, manifest, deltasFrom: created.map(({ from }) => from) };
  };
  const release = await withDeltas(targets.releaseId);
  const { rollout } = targets;
  const rolloutRelease = rollout && {
    id: rollout.releaseId,
    share: rollout.share,
    release: await withDeltas(rollout.releaseId),
  };
  return { pointer: await writePointer(command, release, rolloutRelease), deltas };
}

/** @returns the deltas from the older releases that save bytes */
async function publishDeltas(
  { folder, releases }: PointerCommand,
  olderIds: readonly string[],
  releaseId: string,
): Promise<PublishedDelta[]> {
  const read = publishedFiles(folder);
  const newer = await readReleaseBytes(read, findRelease(releases, releaseId).manifest);
  const created: PublishedDelta[] = [];
  for (const olderId of olderIds) {
    // A device with a pruned release downloads the new one in full.
    const older = releases.find((release) => release.releaseId === olderId);
    if (olderId === releaseId || !older) continue;
    const delta = await publishDelta(folder, await readReleaseBytes(read, older.manifest), newer);
    if (delta) created.push(delta);
  }
  return created;
}
