import type { Reader } from '@aisle/core';

/** Also a file name: it may lead nowhere else. */
export const readReleaseId = (reader: Reader): string =>
  reader.text(/^[\w][\w.-]{0,99}$/, 'a name of letters, digits, dots and dashes');

export const readTime = (reader: Reader): string =>
  reader.text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, 'an ISO 8601 time');
