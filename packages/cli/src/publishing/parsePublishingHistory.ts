import { AisleError, type Reader } from '@aisle/core';
import { parseShard, readReleaseId, readTime } from '@aisle/weights';
import { checkJson } from '../parseJson.js';
import {
  HISTORY_FORMAT,
  HISTORY_VERSION,
  type PublishingHistory,
  type IssuedPointer,
  POINTER_COMMANDS,
  type PublishedRelease,
} from './publishingHistory.js';

const REMEDY = 'Restore it, or move it away to go on with what the pointers say.';
const MAX_ENTRIES = 1e6;

function parseRelease(reader: Reader): PublishedRelease {
  const parent = reader.field('parent').optional(readReleaseId);
  return {
    releaseId: readReleaseId(reader.field('releaseId')),
    publishedAt: readTime(reader.field('publishedAt')),
    manifest: parseShard(reader.field('manifest')),
    ...(parent !== undefined && { parent }),
  };
}

function parseIssued(reader: Reader): IssuedPointer {
  const rollout = reader.field('rollout').optional((field) => ({
    releaseId: readReleaseId(field.field('releaseId')),
    share: field.field('share').number(0, 1),
  }));
  return {
    sequence: reader.field('sequence').whole(Number.MAX_SAFE_INTEGER),
    at: readTime(reader.field('at')),
    command: reader.field('command').oneOf(...POINTER_COMMANDS),
    releaseId: readReleaseId(reader.field('releaseId')),
    ...(rollout && { rollout }),
  };
}

function parseChannels(reader: Reader): PublishingHistory['channels'] {
  const { raw } = reader;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return reader.refuse('an object');
  const names = Object.keys(raw);
  return Object.fromEntries(names.map((name) => [name, reader.field(name).list(MAX_ENTRIES).map(parseIssued)]));
}

/**
 * Checks the log of a published folder.
 *
 * @param found parsed JSON
 * @param file names the file in messages
 * @throws AisleError `data-invalid`, naming the field, what was found and what to do
 */
export function parsePublishingHistory(found: unknown, file: string): PublishingHistory {
  const { format, formatVersion } = (found ?? {}) as { readonly format?: unknown; readonly formatVersion?: unknown };
  if (format === HISTORY_FORMAT && formatVersion !== HISTORY_VERSION) {
    const version = `expected version ${HISTORY_VERSION}, found ${JSON.stringify(formatVersion) ?? 'nothing'}`;
    const message = `${file}: ${version}: publish with the version of aisle that wrote it.`;
    throw new AisleError('data-invalid', message, { file });
  }
  return checkJson(found, file, REMEDY, 'data-invalid', (root) => ({
    format: root.field('format').oneOf(HISTORY_FORMAT),
    formatVersion: HISTORY_VERSION,
    releases: root.field('releases').list(MAX_ENTRIES).map(parseRelease),
    channels: parseChannels(root.field('channels')),
  }));
}
