import type { RowFormat } from './rowFormat.js';

/** Rows that are the events themselves. An encrypted row stays encrypted, so validation omits it. */
export const plainRows: RowFormat = {
  isReady: true,
  prepare: async () => {},
  forget: () => {},
  encode: (event) => ({ row: event, bytes: JSON.stringify(event).length }),
  pack: (event) => JSON.stringify(event),
  unpack: (packed) => JSON.parse(packed) as unknown,
  decode: async (rows) => rows,
};
