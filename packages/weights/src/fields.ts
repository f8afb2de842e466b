import type { Reader } from '@aisle/core';

/*
 * `Reader` parses manifest, pointer and sync state. The CLI uses valibot for its files, but valibot is too large for the
 * worker. Valibot 1.5.0 for pointer and sync state alone adds 1,822 bytes (gzip).
 */

/** A release id is also a file name, so it must not contain a path. */
export const readReleaseId = (reader: Reader): string =>
  reader.text(/^[\w][\w.-]{0,99}$/, 'a name of letters, digits, dots and dashes');

export const readTime = (reader: Reader): string =>
  reader.text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, 'an ISO 8601 time');
