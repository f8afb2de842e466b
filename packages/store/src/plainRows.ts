import type { RowFormat } from './rowFormat.js';

/** Rows as they come: the events themselves. An encrypted row stays one, which is not a valid event. */
export const plainRows: RowFormat = {
  isReady: true,
  prepare: async () => {},
  forget: () => {},
  encode: (event) => ({ row: event, bytes: JSON.stringify(event).length }),
  pack: (event) => JSON.stringify(event),
  unpack: (packed) => JSON.parse(packed) as unknown,
  decode: async (rows) => rows,
};
