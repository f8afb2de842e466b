import { contains, type EventType } from '@aisle/core';
import type { EvidenceEvent } from './automationEvidence.js';

/** Events by which a page reports what its visitor does. Others follow timers and scrolling. */
export const ACT_TYPES: readonly EventType[] = [
  'select_item',
  'view_item',
  'add_to_wishlist',
  'add_to_cart',
  'remove_from_cart',
  'search',
];

/** One gesture can report many events: "add all" sends a request for each item. */
const SAME_ACT_MS = 1_000;

/**
 * The times of acts of these types. Events that follow within a second of an act's first event belong to it.
 *
 * @param events oldest first
 * @returns ascending, at least a second apart
 */
export function actsOf(events: readonly EvidenceEvent[], types = ACT_TYPES): readonly number[] {
  const times: number[] = [];
  for (const { type, timestampMs } of events)
    if (contains(types, type) && !(timestampMs - times.at(-1)! < SAME_ACT_MS)) times.push(timestampMs);
  return times;
}
