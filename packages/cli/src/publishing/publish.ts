import { AisleError } from '@aisle/core';
import { deltaFile, FILES_FOLDER, parsePointer, type Pointer, type PointerRelease } from '@aisle/weights';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readRelease, writeWhole } from '../releaseFiles.js';
import { gzipSize, writeImmutable } from './compressed.js';
import { deltaBetween, makesFiles } from './delta.js';
import { hostHeaders, HEADERS_FILE } from './hostHeaders.js';
import { entryOf, HISTORY_FILE, pointerFile, readPublished, releasesInForce, type IssuedPointer, type PublishedRelease, type PublishedState } from './history.js';
import { folderReader, publishedFiles, readReleaseBytes, type ReleaseBytes } from './releaseBytes.js';
import { signPointer, type SigningKey } from './signingKey.js';

/** What every command that issues a pointer takes. */
export interface IssueOptions {
  /** Default: stable. */
  readonly channel?: string;
  /** The pointer is signed with each of them; with none it is unsigned. */
  readonly keys?: readonly SigningKey[];
  /** Whether an unsigned pointer may follow a signed one. */
  readonly unsigned?: boolean;
  /** Default: 14. */
  readonly expiresDays?: number;
  /** Deltas are made from what devices got in this time. Default: 28. */
  readonly deltaDays?: number;
  /** Default: the clock's. */
  readonly now?: Date;
  /** Hears what a publisher should know. */
  readonly warn?: (line: string) => void;
}

export interface MadeDelta {
  readonly from: string;
  readonly to: string;
  readonly bytesGzip: number;
  /** The files that a device would fetch without it; absent where the delta was there already. */
  readonly replacesBytesGzip?: number;
}

export interface Issued {
  readonly pointer: Pointer;
  readonly deltas: readonly MadeDelta[];
}

const DEFAULT_CHANNEL = 'stable';
export const DEFAULT_EXPIRES_DAYS = 14;
export const DEFAULT_DELTA_DAYS = 28;
export const DAY_MS = 86_400_000;
/** Each costs a reading of both releases, and a folder grows by it. */
const MAX_DELTAS_EACH = 14;

/**
 * Adds a release to a published folder and issues the channel's next pointer.
 *
 * @param releaseDirectory what train wrote
 * @param options.share below 1: the channel's present release stays, and this share of the devices takes the new one
 * @throws AisleError `invalid-argument`, or as `readRelease` does; the folder then serves what it did before
 */
export async function publish(folder: string, releaseDirectory: string, options: IssueOptions & { readonly share?: number } = {}): Promise<Issued> {
  const issue = await openIssue(folder, options, 'publish');
  const { state, present, channel } = issue;
  await readRelease(releaseDirectory);
  const release = await readReleaseBytes(folderReader(releaseDirectory, 'Give --model the folder that train wrote.'), 'manifest.json');
  const { releaseId, parent } = release.manifest;
  const known = state.history.releases.find((other) => other.releaseId === releaseId);
  if (known && known.manifest.sha256 !== release.manifestShard.sha256) {
    throw refusal(`${folder} has a release ${releaseId} with another manifest (SHA-256 ${known.manifest.sha256}, this one ${release.manifestShard.sha256}). Train this one with another --name.`);
  }
  if (present?.release.releaseId === releaseId && !present.rollout) throw refusal(`${channel} has ${releaseId} already. aisle renew moves its expiry on.`);
  if (present?.rollout?.release.releaseId === releaseId) throw refusal(`${releaseId} is being rolled out on ${channel} already. aisle promote changes its share.`);
  const targets = staged(issue, releaseId, options.share ?? 1);
  const directory = path.join(folder, FILES_FOLDER);
  for (const [name, bytes] of release.files) await writeImmutable(directory, name, bytes);
  await writeImmutable(directory, release.manifestShard.file, release.manifestBytes);
  const added: PublishedRelease = { releaseId, publishedAt: issue.now.toISOString(), manifest: release.manifestShard, ...(parent !== undefined && { parent }) };
  return point({ ...issue, releases: known ? state.history.releases : [...state.history.releases, added] }, targets);
}

/**
 * Changes the share of the rollout under way; a share of 1 makes it the channel's release. With a release id, points the
 * channel to a release that the folder has, as `publish` does with one that it has not.
 *
 * @throws AisleError `invalid-argument`; the folder then serves what it did before
 */
export async function promote(folder: string, options: IssueOptions & { readonly share?: number; readonly releaseId?: string } = {}): Promise<Issued> {
  const issue = await openIssue(folder, options, 'promote');
  const { present, channel } = issue;
  const { share = 1, releaseId } = options;
  if (releaseId !== undefined) {
    releaseNamed(issue.releases, releaseId);
    if (present?.release.releaseId === releaseId && !present.rollout) throw refusal(`${channel} has ${releaseId} already.`);
    return point(issue, staged(issue, releaseId, share));
  }
  if (!present?.rollout) {
    const what = present ? `${channel} has ${present.release.releaseId} whole, and no rollout is under way` : `${folder} has no channel ${channel}`;
    throw refusal(`Asked to promote what is being rolled out, but ${what}. Name a release with --release, or publish one with --share.`);
  }
  return point(issue, staged(issue, present.rollout.release.releaseId, share));
}

/**
 * Issues a higher-numbered pointer to an older release: by default ends the rollout under way, and where there is none
 * goes back to the release that the channel had before the present one.
 *
 * @throws AisleError `invalid-argument`; the folder then serves what it did before
 */
export async function rollBack(folder: string, options: IssueOptions & { readonly releaseId?: string } = {}): Promise<Issued> {
  const issue = await openIssue(folder, options, 'rollback');
  const { present, channel, state } = issue;
  if (!present) throw refusal(`${folder} has no channel ${channel} that could be rolled back; it has ${listed(state.pointers.keys())}.`);
  const back = options.releaseId ?? (present.rollout ? present.release.releaseId : releaseBefore(state.history.channels[channel]!));
  if (back === undefined) {
    throw refusal(`Asked for the release that ${channel} had before ${present.release.releaseId}, but the log names none. Name one with --release: ${listed(state.history.releases.map(({ releaseId }) => releaseId))}.`);
  }
  if (back === present.release.releaseId && !present.rollout) throw refusal(`${channel} has ${back} already.`);
  return point(issue, { releaseId: back });
}

/** The release that the channel had before the present one. What was rolled back from counts no more, unless the channel took it again. */
function releaseBefore(issued: readonly IssuedPointer[]): string | undefined {
  let had: string[] = [];
  for (const { command, releaseId } of issued) {
    const present = had.at(-1);
    if (releaseId === present) continue;
    if (command === 'rollback') {
      had = had.filter((id) => id !== present);
      const back = had.lastIndexOf(releaseId);
      if (back >= 0) had.length = back;
    }
    had.push(releaseId);
  }
  const present = had.at(-1);
  return had.reverse().find((id) => id !== present);
}

/**
 * Issues the channel's pointer once more, with a new number and expiry.
 *
 * @throws AisleError `invalid-argument`
 */
export async function renew(folder: string, options: IssueOptions = {}): Promise<Issued> {
  const issue = await openIssue(folder, options, 'renew');
  const { present, channel, state } = issue;
  if (!present) throw refusal(`${folder} has no channel ${channel} that could be renewed; it has ${listed(state.pointers.keys())}.`);
  const { release, rollout } = present;
  return { pointer: await writePointer(issue, release, rollout), deltas: [] };
}

/** A command under way: what it was given and what it found. */
interface Issue {
  readonly folder: string;
  readonly channel: string;
  readonly command: IssuedPointer['command'];
  readonly options: IssueOptions;
  readonly now: Date;
  readonly state: PublishedState;
  readonly present: Pointer | undefined;
  /** As the log will have them. */
  readonly releases: readonly PublishedRelease[];
}

interface Targets {
  readonly releaseId: string;
  readonly rollout?: { readonly releaseId: string; readonly share: number };
}

const refusal = (message: string) => new AisleError('invalid-argument', message);
const listed = (names: Iterable<string>) => [...names].join(', ') || 'none';

async function openIssue(folder: string, options: IssueOptions, command: IssuedPointer['command']): Promise<Issue> {
  const { channel = DEFAULT_CHANNEL, keys = [], unsigned = false, now = new Date(), warn = () => undefined } = options;
  if (!/^\w[\w.-]{0,99}$/.test(channel) || pointerFile(channel) === HISTORY_FILE) {
    throw refusal(`--channel must be a name of letters, digits, dots and dashes other than "history", found ${JSON.stringify(channel)}.`);
  }
  const state = await readPublished(folder);
  const before = state.pointers.get(channel);
  const signers = before?.file.signatures.map(({ publicKey }) => publicKey) ?? [];
  if (keys.length === 0) {
    if (signers.length > 0 && !unsigned) {
      throw refusal(`The pointer of ${channel} is signed by ${listed(signers)}, and no key is given: browsers with a pinned key would refuse an unsigned one. Give --key, or --unsigned if no page names a key any more.`);
    }
    warn(`The pointer of ${channel} is unsigned: browsers with a pinned key (data-key) will refuse it.`);
  } else if (signers.length > 0 && !keys.some(({ publicKey }) => signers.includes(publicKey))) {
    warn(`None of the keys that signed the last pointer of ${channel} (${listed(signers)}) signs this one: browsers that pin no other key will refuse it.`);
  }
  return { folder, channel, command, options, now, state, present: before?.pointer, releases: state.history.releases };
}

/** The release as the channel's own, or as its rollout where `share` is below 1. */
function staged({ present, channel }: Issue, releaseId: string, share: number): Targets {
  if (!(share >= 0 && share <= 1)) throw refusal(`--share must be a number from 0 to 1, found ${share}.`);
  if (share === 1) return { releaseId };
  if (!present) throw refusal(`--share ${share}: ${channel} has no release that the other devices could keep. Publish the first one without --share.`);
  if (present.release.releaseId === releaseId) throw refusal(`--share ${share}: ${releaseId} is the release that the other devices of ${channel} have. aisle rollback ends a rollout.`);
  return { releaseId: present.release.releaseId, rollout: { releaseId, share } };
}

function releaseNamed(releases: readonly PublishedRelease[], releaseId: string): PublishedRelease {
  const found = releases.find((release) => release.releaseId === releaseId);
  if (found) return found;
  throw refusal(`Asked for the release ${releaseId}, but the folder has ${listed(releases.map((release) => release.releaseId))}. Publish it from the folder that train wrote.`);
}

/** Makes the deltas that the targets want and issues the pointer to them. */
async function point(issue: Issue, targets: Targets): Promise<Issued> {
  const { options, channel, now, state } = issue;
  const since = new Date(now.getTime() - (options.deltaDays ?? DEFAULT_DELTA_DAYS) * DAY_MS);
  const held = releasesInForce(state.history.channels[channel] ?? [], since).slice(0, MAX_DELTAS_EACH);
  const deltas: MadeDelta[] = [];
  const release = await pointerRelease(issue, targets.releaseId, held, deltas);
  const rollout = targets.rollout && { id: targets.rollout.releaseId, share: targets.rollout.share, release: await pointerRelease(issue, targets.rollout.releaseId, held, deltas) };
  return { pointer: await writePointer(issue, release, rollout), deltas };
}

async function pointerRelease({ folder, releases }: Issue, releaseId: string, held: readonly string[], deltas: MadeDelta[]): Promise<PointerRelease> {
  const read = publishedFiles(folder);
  const { manifest } = releaseNamed(releases, releaseId);
  const target = await readReleaseBytes(read, manifest);
  const made: MadeDelta[] = [];
  for (const from of held) {
    // A release whose files were pruned is loaded whole by whoever has it still.
    const older = releases.find((release) => release.releaseId === from);
    if (from === releaseId || !older) continue;
    const delta = await publishDelta(folder, await readReleaseBytes(read, older.manifest), target);
    if (delta) made.push(delta);
  }
  deltas.push(...made);
  return { releaseId, manifest, deltasFrom: made.map(({ from }) => from) };
}

/** @returns undefined where a delta saves nothing */
async function publishDelta(folder: string, older: ReleaseBytes, newer: ReleaseBytes): Promise<MadeDelta | undefined> {
  const ends = { from: older.manifest.releaseId, to: newer.manifest.releaseId };
  const name = deltaFile(ends.from, ends.to);
  const directory = path.join(folder, FILES_FOLDER);
  if (existsSync(path.join(directory, name))) {
    // Kept as it is where it works: hosts were told that it never changes.
    const bytes = await publishedFiles(folder)(name);
    if (await makesFiles(bytes, older, newer)) return { ...ends, bytesGzip: await gzipSize(bytes) };
  }
  const delta = await deltaBetween(older, newer);
  if (!delta) return undefined;
  await writeImmutable(directory, name, delta.bytes);
  return { ...ends, bytesGzip: delta.bytesGzip, replacesBytesGzip: delta.replacesBytesGzip };
}

/** The pointer is written last of all: until then the folder serves what it did before. */
async function writePointer(issue: Issue, release: PointerRelease, rollout: Pointer['rollout']): Promise<Pointer> {
  const { folder, channel, command, options, now, state, present, releases } = issue;
  // At least the time in seconds: a publisher who lost log and pointer must not issue a number that devices have seen.
  const sequence = Math.max((present?.sequence ?? 0) + 1, Math.floor(now.getTime() / 1000));
  const expiresAt = new Date(now.getTime() + (options.expiresDays ?? DEFAULT_EXPIRES_DAYS) * DAY_MS).toISOString();
  const pointer: Pointer = { channel, sequence, issuedAt: now.toISOString(), expiresAt, release, ...(rollout && { rollout }) };
  const file = signPointer(pointer, options.keys ?? []);
  parsePointer(file);
  const channels = { ...state.history.channels, [channel]: [...(state.history.channels[channel] ?? []), entryOf(pointer, command)] };
  await writeWhole(path.join(folder, HEADERS_FILE), hostHeaders(Object.keys(channels)));
  await writeWhole(path.join(folder, HISTORY_FILE), `${JSON.stringify({ ...state.history, releases, channels }, null, 1)}\n`);
  await writeWhole(path.join(folder, pointerFile(channel)), `${JSON.stringify(file)}\n`);
  return pointer;
}
