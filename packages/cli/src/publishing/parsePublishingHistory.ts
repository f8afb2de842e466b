import { AisleError } from '@aisle/core';
import { parseShard, readReleaseId, readTime } from '@aisle/weights';
import * as v from 'valibot';
import { list, number, object, parsedBy, validate, wholeNumber } from '../schemas.js';
import { HISTORY_FORMAT, HISTORY_VERSION, POINTER_COMMANDS, type PublishingHistory } from './publishingHistory.js';

const ADVICE = 'Restore it, or delete it to continue with the current pointers.';
const MAX_ENTRIES = 1e6;

const releaseId = parsedBy(readReleaseId, 'a release id');
const time = parsedBy(readTime, 'an ISO 8601 time');

const publishedRelease = object({
  releaseId,
  publishedAt: time,
  manifest: parsedBy(parseShard, 'an object'),
  parent: v.exactOptional(releaseId),
});

const issuedPointer = object({
  sequence: wholeNumber(Number.MAX_SAFE_INTEGER),
  at: time,
  command: v.picklist(POINTER_COMMANDS, `one of ${POINTER_COMMANDS.join(', ')}`),
  releaseId,
  rollout: v.exactOptional(object({ releaseId, share: number(0, 1) })),
});

const publishingHistory = object({
  format: v.literal(HISTORY_FORMAT, JSON.stringify(HISTORY_FORMAT)),
  formatVersion: v.literal(HISTORY_VERSION),
  releases: list(publishedRelease, MAX_ENTRIES),
  channels: v.pipe(
    v.custom<object>((found) => !Array.isArray(found), 'an object'),
    v.record(v.string(), list(issuedPointer, MAX_ENTRIES), 'an object'),
  ),
}) satisfies v.GenericSchema<unknown, PublishingHistory>;

/**
 * Validates the log of a published folder.
 *
 * @param found parsed JSON
 * @param file names the file in messages
 * @throws AisleError `data-invalid`
 */
export function parsePublishingHistory(found: unknown, file: string): PublishingHistory {
  const { format, formatVersion } = (found ?? {}) as { readonly format?: unknown; readonly formatVersion?: unknown };
  if (format === HISTORY_FORMAT && formatVersion !== HISTORY_VERSION) {
    const version = `expected version ${HISTORY_VERSION}, found ${JSON.stringify(formatVersion) ?? 'nothing'}`;
    const message = `${file}: ${version}. Publish with the version of aisle that wrote it.`;
    throw new AisleError('data-invalid', message, { file });
  }
  return validate(publishingHistory, found, file, ADVICE);
}
