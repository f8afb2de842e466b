import { type ActionType, parseEvent, parseItemId } from '@aisle/core';
import { type EventNames, eventTypeOf } from './eventNames.js';
import { parseTimestampMs } from './timestamp.js';

/** One item event of a row. `timestampMs` is absent if the format has no times. */
export interface LogEvent {
  readonly itemId: string;
  readonly type: ActionType;
  readonly timestampMs?: number;
  /** 0-based index in the list from which the shopper chose the item. */
  readonly listIndex?: number;
}

/** The events of one row: of one user, in time order. Empty if the row is not an item event. */
export interface LogRow {
  readonly userId: string;
  readonly events: readonly LogEvent[];
}

/** The raw fields of a row with one event. */
export interface EventFields {
  readonly userId: unknown;
  readonly itemId: unknown;
  readonly event: unknown;
  readonly timestamp: unknown;
  readonly price?: unknown;
  readonly quantity?: unknown;
  readonly index?: unknown;
}

/** User ids follow the same rule as item ids: a text of 1 to 200 characters, or a whole number. */
export const parseUserId = (found: unknown): string => parseItemId(found, 'user_id');

/** Validates one item event as `track` does. @throws AisleError `invalid-event` */
function validateEvent(
  type: ActionType,
  item: { item_id: unknown; price?: unknown; quantity?: unknown; index?: unknown },
  timestampMs?: number,
): LogEvent {
  parseEvent({ type, items: [item], timestampMs }, 0);
  const itemId = parseItemId(item.item_id);
  // parseEvent has checked that it is a whole number or absent.
  const listIndex = item.index as number | undefined;
  return {
    itemId,
    type,
    ...(timestampMs !== undefined && { timestampMs }),
    ...(listIndex !== undefined && { listIndex }),
  };
}

/** Shoppers do not scroll further. A larger number means something else, such as the row of the file. */
const MAX_LIST_INDEX = 1000;

/** A 0-based list index. Other values are ignored, because exports also use the name `index` for other fields. */
function parseListIndex(found: unknown): number | undefined {
  return Number.isInteger(found) && (found as number) >= 0 && (found as number) <= MAX_LIST_INDEX
    ? (found as number)
    : undefined;
}

/**
 * Parses a row of a format with one event per row.
 *
 * @param eventTypes action types by value of `fields.event`, or one type for all rows
 * @throws AisleError `invalid-event`
 */
export function eventRow(fields: EventFields, eventTypes: EventNames | ActionType): LogRow {
  const userId = parseUserId(fields.userId);
  const type = typeof eventTypes === 'string' ? eventTypes : eventTypeOf(fields.event, eventTypes);
  if (type === null) return { userId, events: [] };
  const { itemId, price, quantity } = fields;
  const index = parseListIndex(fields.index);
  return {
    userId,
    events: [validateEvent(type, { item_id: itemId, price, quantity, index }, parseTimestampMs(fields.timestamp))],
  };
}

/** Parses a row of a format without times: one user's items in order, all of one type. @throws AisleError `invalid-event` */
export function untimedRow(userId: string, itemIds: readonly string[], type: ActionType): LogRow {
  return { userId: parseUserId(userId), events: itemIds.map((itemId) => validateEvent(type, { item_id: itemId })) };
}
