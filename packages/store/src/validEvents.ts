import { parseEvent, type TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';

/** The events among decoded rows, in their order. What a foreign script wrote, and what was not decrypted, is left out. */
export const validEvents = (rows: readonly unknown[]): TrackedEvent[] =>
  rows.flatMap((row) => attempt(() => parseEvent(row, 0)) ?? []);
