import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AisleError } from '@aisle/core';
import { deltaFile, FILES_FOLDER } from '@aisle/weights';
import { PARTIAL_SUFFIX, writeAtomically } from '../releaseFiles.js';
import { COMPRESSED_SUFFIXES } from './compressed.js';
import { addDays } from './days.js';
import { HEADERS_FILE } from './hostHeaders.js';
import { namedReleases, pointerFile, readPublished } from './publishedState.js';
import { HISTORY_FILE, releasesServedSince } from './publishingHistory.js';
import { manifestOf, namedFiles, publishedFiles, readShard } from './releaseBytes.js';

export interface PruneOptions {
  /** Releases that a pointer named in the last `keepDays` days are kept. Default: 28. */
  readonly keepDays?: number;
  /** Only list what would be deleted. */
  readonly dryRun?: boolean;
  /** Default: the current time. */
  readonly now?: Date;
}

export interface Pruned {
  /** Paths relative to the folder, with their bytes. */
  readonly deleted: readonly { readonly file: string; readonly bytes: number }[];
  /** Files that `publish` does not write; they are kept. */
  readonly unknown: readonly string[];
}

export const DEFAULT_KEEP_DAYS = 28;

/** Names of files that `publish` writes: a name and the start of a hash, or a delta's two releases; `.part` until complete. */
const PUBLISHED_FILE_NAME = /^([\w-]+\.[0-9a-f]{16}\.(bin|json)|\w[\w.-]*--\w[\w.-]*\.delta)(\.gz|\.br)?(\.part)?$/;

/**
 * Deletes unneeded files, including those of an interrupted publish. It keeps the releases that a pointer named in the
 * last `keepDays` days. It also keeps the deltas of the current pointers.
 *
 * @throws AisleError `invalid-argument` if the folder has no log, or as `readPublished` does; nothing is deleted then
 */
export async function prune(
  folder: string,
  { keepDays = DEFAULT_KEEP_DAYS, dryRun = false, now = new Date() }: PruneOptions = {},
): Promise<Pruned> {
  const { history, pointers, hasHistory, lostChannels } = await readPublished(folder);
  if (!hasHistory) {
    throw new AisleError(
      'invalid-argument',
      `Asked to prune ${folder}, found no ${HISTORY_FILE}, which lists the releases that devices may have. Restore it, or start a new one with aisle renew.`,
      { folder },
    );
  }
  if (lostChannels.length > 0) {
    const files = lostChannels.map(pointerFile).join(', ');
    throw new AisleError(
      'invalid-argument',
      `Asked to prune ${folder}, found no ${files}, although ${HISTORY_FILE} lists it: files that browsers still use could be deleted. Restore it from the host, or remove the channel from ${HISTORY_FILE}.`,
      { folder, lostChannels },
    );
  }
  const since = addDays(now, -keepDays);
  const keptIds = new Set(Object.values(history.channels).flatMap((issued) => releasesServedSince(issued, since)));
  const kept = history.releases.filter(({ releaseId }) => keptIds.has(releaseId));
  const needed = new Set<string>();
  for (const { manifest } of kept) {
    const bytes = await readShard(publishedFiles(folder), manifest);
    for (const { file } of [manifest, ...namedFiles(manifestOf(bytes, manifest.file))]) needed.add(file);
  }
  for (const { pointer } of pointers.values()) {
    for (const { releaseId, deltasFrom } of namedReleases(pointer))
      for (const from of deltasFrom) needed.add(deltaFile(from, releaseId));
  }

  const directory = path.join(folder, FILES_FOLDER);
  const found = existsSync(directory) ? (await readdir(directory)).sort() : [];
  const uncompressedName = (file: string) =>
    COMPRESSED_SUFFIXES.reduce(
      (name: string, ending) => (name.endsWith(ending) ? name.slice(0, -ending.length) : name),
      file,
    );
  const topLevelFiles = [HISTORY_FILE, HEADERS_FILE, ...[...pointers.keys()].map(pointerFile)];
  const unneeded = [
    ...topLevelFiles.map((file) => file + PARTIAL_SUFFIX).filter((file) => existsSync(path.join(folder, file))),
    ...found
      .filter((file) => PUBLISHED_FILE_NAME.test(file) && !needed.has(uncompressedName(file)))
      .map((file) => FILES_FOLDER + file),
  ];
  const deleted = await Promise.all(
    unneeded.map(async (file) => ({ file, bytes: (await stat(path.join(folder, file))).size })),
  );
  if (!dryRun && deleted.length > 0) {
    // The log is written first, so that the files of every release in it exist.
    await writeAtomically(
      path.join(folder, HISTORY_FILE),
      `${JSON.stringify({ ...history, releases: kept }, null, 1)}\n`,
    );
    // Writing the log has already renamed its .part file, so `force`.
    for (const { file } of deleted) await rm(path.join(folder, file), { force: true });
  }
  const known = new Set([FILES_FOLDER.slice(0, -1), ...topLevelFiles, ...unneeded]);
  const unknown = [
    ...(await readdir(folder)).filter((name) => !known.has(name)).sort(),
    ...found.filter((file) => !PUBLISHED_FILE_NAME.test(file)).map((file) => FILES_FOLDER + file),
  ];
  return { deleted, unknown };
}
