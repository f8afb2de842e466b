import { filterList, mapList, parseEvent, type TrackedEvent } from '@aisle/core';
import { attempt } from './attempt.js';

/** The events among decoded rows, in their order. Omits rows of other scripts and rows that were not decrypted. */
export const validEvents = (rows: readonly unknown[]): TrackedEvent[] =>
  filterList(
    mapList(rows, (row) => attempt(() => parseEvent(row, 0))),
    (event) => event !== undefined,
  ) as TrackedEvent[];
