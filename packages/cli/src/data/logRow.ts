import { type ActionType, parseEvent, parseItemId } from '@aisle/core';
import { type EventNames, eventTypeOf } from './eventNames.js';
import { parseTimestampMs } from './timestamp.js';

/** One item event of a row; without `timestampMs` where the format has no times. */
export interface LogEvent {
  readonly itemId: string;
  readonly type: ActionType;
  readonly timestampMs?: number;
  /** 0-based place in the list where the item was found. */
  readonly listIndex?: number;
}

/** What one row of a file says: events of one user, in time order; none where the row is no item event. */
export interface LogRow {
  readonly userId: string;
  readonly events: readonly LogEvent[];
}

/** The fields of a row that is one event, as the file has them. */
export interface EventFields {
  readonly userId: unknown;
  readonly itemId: unknown;
  readonly event: unknown;
  readonly timestamp: unknown;
  readonly price?: unknown;
  readonly quantity?: unknown;
  readonly index?: unknown;
}

/** A user id obeys the same rule as an item id: a text of 1 to 200 characters, or a whole number. */
export const parseUserId = (found: unknown): string => parseItemId(found, 'user_id');

/** Sends one item event through the door that `track` uses. @throws AisleError `invalid-event` */
function validateEvent(
  type: ActionType,
  item: { item_id: unknown; price?: unknown; quantity?: unknown; index?: unknown },
  timestampMs?: number,
): LogEvent {
  parseEvent({ type, items: [item], timestampMs }, 0);
  const itemId = parseItemId(item.item_id);
  // Accepted above as a whole number or nothing.
  const listIndex = item.index as number | undefined;
  return {
    itemId,
    type,
    ...(timestampMs !== undefined && { timestampMs }),
    ...(listIndex !== undefined && { listIndex }),
  };
}

/** No shopper finds an item further down; a larger number counts something else, such as the rows of the file. */
const MAX_LIST_INDEX = 1000;

/** A 0-based place in a list; unknown where the field holds anything else, since exports name other things `index` too. */
function parseListIndex(found: unknown): number | undefined {
  return Number.isInteger(found) && (found as number) >= 0 && (found as number) <= MAX_LIST_INDEX
    ? (found as number)
    : undefined;
}

/**
 * The row of a format with one event per row.
 *
 * @param eventTypes what the values of `fields.event` mean, or the one type of all rows
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

/** The row of a format without times: one user's items in their order, all of one type. @throws AisleError `invalid-event` */
export function untimedRow(userId: string, itemIds: readonly string[], type: ActionType): LogRow {
  return { userId: parseUserId(userId), events: itemIds.map((itemId) => validateEvent(type, { item_id: itemId })) };
}
