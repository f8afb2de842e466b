import { eventToJson, type TrackedEvent } from '@aisle/core';
import { changeDecisions } from './changeDecisions.js';
import type { RowFormat } from './rowFormat.js';

/** Rows that are the events themselves. An encrypted row stays encrypted, so validation omits it. */
export const plainRows: RowFormat = {
  isReady: true,
  prepare: async () => {},
  forget: () => {},
  encode: (event) => ({ row: event, bytes: eventToJson(event).length }),
  pack: eventToJson,
  unpack(packed) {
    const event = JSON.parse(packed) as TrackedEvent;
    // Otherwise, the page has replaced JSON, or another script wrote the text.
    return eventToJson(event) === packed ? event : undefined;
  },
  decode: async (rows) => rows,
  changeDecisions,
};
