import type { Reader } from '@aisle/core';

/*
 * `Reader` parses manifest, pointer and sync state. The CLI uses valibot for its files, but valibot is too large for the
 * worker. Valibot 1.5.0 for pointer and sync state alone adds 1,822 bytes (gzip).
 */

/** A release id is also a file name, so it must not contain a path. */
export const readReleaseId = (reader: Reader): string =>
  reader.text(/^[\w][\w.-]{0,99}$/, 'a name of letters, digits, dots and dashes');

/**
 * The largest correction of the season, in logits: a factor of 7 in the odds. Beyond it, the shop has changed more than a
 * season explains, and needs another release.
 */
export const MAX_INTENT_INTERCEPT = 2;

export const readIntentIntercept = (reader: Reader): number =>
  reader.number(-MAX_INTENT_INTERCEPT, MAX_INTENT_INTERCEPT);

export const readTime = (reader: Reader): string =>
  reader.text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, 'an ISO 8601 time');
