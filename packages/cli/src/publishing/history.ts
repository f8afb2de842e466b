import { AisleError, toAisleError } from '@aisle/core';
import { parsePointer, parseSignedPointer, type Pointer, type PointerRelease, type Shard, type SignedPointer } from '@aisle/weights';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../releaseFiles.js';

/*
 * The publisher's log, written before the pointer that it tells of. Devices never read it. What the pointers say counts:
 * an entry above the pointer's own number is of a command that was interrupted, and a pointer that the log does not
 * know is taken into it, so that a lost log costs no more than the way back to older releases.
 */

export const HISTORY_FILE = 'history.json';
const HISTORY_FORMAT = 'aisle-history';
const HISTORY_VERSION = 1;

export interface PublishedRelease {
  readonly releaseId: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  readonly manifest: Shard;
  readonly parent?: string;
}

export interface IssuedPointer {
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  /** `found`: by a command whose log was lost. */
  readonly command: 'publish' | 'promote' | 'rollback' | 'renew' | 'found';
  readonly releaseId: string;
  readonly rollout?: { readonly releaseId: string; readonly share: number };
}

export interface History {
  readonly format: typeof HISTORY_FORMAT;
  readonly formatVersion: typeof HISTORY_VERSION;
  /** Those whose files are in the folder. */
  readonly releases: readonly PublishedRelease[];
  /** By channel, the earliest first. */
  readonly channels: Readonly<Record<string, readonly IssuedPointer[]>>;
}

export interface ChannelPointer {
  readonly file: SignedPointer;
  readonly pointer: Pointer;
}

/** What a published folder says. */
export interface PublishedState {
  /** Channels that the log knows and whose pointers are not in the folder. */
  readonly lostChannels: readonly string[];
  readonly history: History;
  readonly pointers: ReadonlyMap<string, ChannelPointer>;
  /** False where there is none, as in a folder that is new, or whose log was lost. */
  readonly hasHistory: boolean;
}

export const pointerFile = (channel: string) => `${channel}.json`;

export const namedReleases = ({ release, rollout }: Pointer): PointerRelease[] => [release, ...(rollout ? [rollout.release] : [])];

async function readJson(folder: string, name: string): Promise<unknown> {
  const file = path.join(folder, name);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AisleError('data-unreadable', `${file} cannot be read: ${toAisleError(cause).message}. Check its permissions.`, { file }, cause);
  });
  return parseJson(text, file, 'Restore it from what is served.', 'data-invalid');
}

function parseHistory(found: unknown, file: string): History {
  const history = found as Partial<History> | null;
  const isLog = history?.format === HISTORY_FORMAT && Array.isArray(history.releases) && typeof history.channels === 'object';
  if (isLog && history.formatVersion === HISTORY_VERSION) return history as History;
  const what = isLog ? `version ${HISTORY_VERSION}, found ${JSON.stringify(history.formatVersion)}: publish with the version of aisle that wrote it` : 'a log of published releases, found something else: restore it, or move it away to go on with what the pointers say';
  throw new AisleError('data-invalid', `${file}: expected ${what}.`, { file });
}

/** The pointers of a folder; other JSON files beside them are left to whoever put them there. @throws AisleError `pointer-refused` for a pointer that is damaged */
async function readPointers(folder: string, channels: readonly string[]): Promise<Map<string, ChannelPointer>> {
  const pointers = new Map<string, ChannelPointer>();
  const names = (existsSync(folder) ? await readdir(folder) : []).filter((name) => name.endsWith('.json') && name !== HISTORY_FILE);
  for (const name of names) {
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

/** @throws AisleError `data-invalid`, `data-unreadable` or `pointer-refused` for files that are damaged */
export async function readPublished(folder: string): Promise<PublishedState> {
  const hasHistory = existsSync(path.join(folder, HISTORY_FILE));
  const found: History = hasHistory
    ? parseHistory(await readJson(folder, HISTORY_FILE), path.join(folder, HISTORY_FILE))
    : { format: HISTORY_FORMAT, formatVersion: HISTORY_VERSION, releases: [], channels: {} };
  const pointers = await readPointers(folder, Object.keys(found.channels));
  const releases = [...found.releases];
  const channels: Record<string, readonly IssuedPointer[]> = {};
  for (const [channel, { pointer }] of pointers) {
    for (const { releaseId, manifest } of namedReleases(pointer)) {
      if (!releases.some((release) => release.releaseId === releaseId)) releases.push({ releaseId, publishedAt: pointer.issuedAt, manifest });
    }
    const issued = (found.channels[channel] ?? []).filter(({ sequence }) => sequence <= pointer.sequence);
    channels[channel] = issued.at(-1)?.sequence === pointer.sequence ? issued : [...issued, entryOf(pointer, 'found')];
  }
  const lostChannels = Object.keys(found.channels).filter((channel) => !pointers.has(channel));
  return { history: { ...found, releases, channels }, pointers, hasHistory, lostChannels };
}

export function entryOf({ sequence, issuedAt, release, rollout }: Pointer, command: IssuedPointer['command']): IssuedPointer {
  const underWay = rollout && { releaseId: rollout.release.releaseId, share: rollout.share };
  return { sequence, at: issuedAt, command, releaseId: release.releaseId, ...(underWay && { rollout: underWay }) };
}

/** @returns releases that pointers named at some time after `since`, the latest first: devices may hold those */
export function releasesInForce(issued: readonly IssuedPointer[], since: Date): string[] {
  // A pointer is in force until the next one.
  const recent = issued.filter((_, i) => i === issued.length - 1 || Date.parse(issued[i + 1]!.at) >= since.getTime());
  return [...new Set(recent.reverse().flatMap(({ releaseId, rollout }) => [...(rollout ? [rollout.releaseId] : []), releaseId]))];
}
