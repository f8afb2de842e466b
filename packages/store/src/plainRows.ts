import { parseEvent } from '@aisle/core';
import { attempt } from './attempt.js';
import type { RowFormat } from './rowFormat.js';

/** Rows as they come: the events themselves. Encrypted rows are left out. */
export const plainRows: RowFormat = {
  isReady: true,
  prepare: async () => {},
  forget: () => {},
  encode: (event) => ({ row: event, bytes: JSON.stringify(event).length }),
  pack: (event) => JSON.stringify(event),
  unpack: (packed) => JSON.parse(packed) as unknown,
  decode: async (rows) => rows.flatMap((row) => attempt(() => parseEvent(row, 0)) ?? []),
};
