import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import {
  type Pointer,
  type PointerRelease,
  parsePointer,
  parseSignedPointer,
  type SignedPointer,
} from '@aisle/weights';
import { parseJson } from '../parseJson.js';
import { parsePublishingHistory } from './parsePublishingHistory.js';
import {
  entryOf,
  HISTORY_FILE,
  HISTORY_FORMAT,
  HISTORY_VERSION,
  type IssuedPointer,
  type PublishingHistory,
} from './publishingHistory.js';

/** A channel's pointer: its file and the parsed content. */
export interface ChannelPointer {
  readonly file: SignedPointer;
  readonly pointer: Pointer;
}

/** The log and the pointers of a published folder. */
export interface PublishedState {
  /** The log, updated from the pointers. */
  readonly history: PublishingHistory;
  /** By channel. */
  readonly pointers: ReadonlyMap<string, ChannelPointer>;
  /** False in a new folder, or if the log was lost. */
  readonly hasHistory: boolean;
  /** Channels of the log whose pointer files are missing. */
  readonly lostChannels: readonly string[];
}

export const pointerFile = (channel: string) => `${channel}.json`;

/** The releases that a pointer names: the channel's release, and that of a rollout. */
export const namedReleases = ({ release, rollout }: Pointer): PointerRelease[] => [
  release,
  ...(rollout ? [rollout.release] : []),
];

async function readJson(folder: string, name: string): Promise<unknown> {
  const file = path.join(folder, name);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `${file} cannot be read: ${toAisleError(cause).message}. Check its permissions.`;
    throw new AisleError('data-unreadable', message, { file }, cause);
  });
  return parseJson(text, file, 'Restore it from the host.', 'data-invalid');
}

/**
 * Reads the pointers of a folder. Other JSON files beside them are ignored.
 *
 * @throws AisleError `pointer-refused` for a damaged pointer of one of these channels
 */
async function readPointers(folder: string, channels: readonly string[]): Promise<Map<string, ChannelPointer>> {
  const pointers = new Map<string, ChannelPointer>();
  const names = existsSync(folder) ? await readdir(folder) : [];
  for (const name of names.filter((name) => name.endsWith('.json') && name !== HISTORY_FILE)) {
    const channel = name.slice(0, -'.json'.length);
    try {
      const file = parseSignedPointer(await readJson(folder, name));
      pointers.set(channel, { file, pointer: parsePointer(file) });
    } catch (error) {
      if (channels.includes(channel)) throw error;
    }
  }
  return pointers;
}

/**
 * Reads the log and the pointers of a published folder.
 *
 * @throws AisleError `data-invalid`, `data-unreadable` or `pointer-refused` for damaged files
 */
export async function readPublished(folder: string): Promise<PublishedState> {
  const hasHistory = existsSync(path.join(folder, HISTORY_FILE));
  const found: PublishingHistory = hasHistory
    ? parsePublishingHistory(await readJson(folder, HISTORY_FILE), path.join(folder, HISTORY_FILE))
    : { format: HISTORY_FORMAT, formatVersion: HISTORY_VERSION, releases: [], channels: {} };
  const pointers = await readPointers(folder, Object.keys(found.channels));
  const releases = [...found.releases];
  const channels: Record<string, readonly IssuedPointer[]> = {};
  for (const [channel, { pointer }] of pointers) {
    for (const { releaseId, manifest } of namedReleases(pointer)) {
      const isKnown = releases.some((release) => release.releaseId === releaseId);
      if (!isKnown) releases.push({ releaseId, publishedAt: pointer.issuedAt, manifest });
    }
    const issued = (found.channels[channel] ?? []).filter(({ sequence }) => sequence <= pointer.sequence);
    channels[channel] = issued.at(-1)?.sequence === pointer.sequence ? issued : [...issued, entryOf(pointer, 'found')];
  }
  const lostChannels = Object.keys(found.channels).filter((channel) => !pointers.has(channel));
  return { history: { ...found, releases, channels }, pointers, hasHistory, lostChannels };
}
