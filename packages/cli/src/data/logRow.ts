import { type ActionType, AisleError, DEVICES, parseEvent, REFERRERS, type VisitContext } from '@aisle/core';
import { type EventNames, eventName, eventTypeOf } from './eventNames.js';
import { exactId } from './exactId.js';
import type { OmitReason } from './omitReasons.js';
import { shownField } from './shownField.js';
import { parsePastTimestampMs } from './timestamp.js';

/** One item event of a row. `timestampMs` is absent if the format has no times. */
export interface LogEvent {
  readonly itemId: string;
  readonly type: ActionType;
  readonly timestampMs?: number;
  /** 0-based index in the list from which the shopper chose the item. */
  readonly listIndex?: number;
  readonly context?: VisitContext;
}

/** A bad optional field. The row counts without it. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** The events of one row: of one user, in time order. Empty if the row is not an item event. */
export interface LogRow {
  readonly userId: string;
  readonly events: readonly LogEvent[];
  /** Absent if all optional fields are good. */
  readonly fieldProblems?: readonly FieldProblem[];
  /** Why items of the row are excluded. Absent if all of them count. */
  readonly omitted?: readonly OmitReason[];
}

/** A row that is skipped and counted by the name of its event. */
export interface UnknownEventRow {
  readonly unknownEvent: string;
}

/** A row that is excluded by rule. */
export interface OmittedRow {
  readonly omitted: readonly OmitReason[];
}

export type ParsedRow = LogRow | UnknownEventRow | OmittedRow;

/** The raw fields of a row with one event. */
export interface EventFields {
  readonly userId: unknown;
  readonly itemId: unknown;
  readonly event: unknown;
  readonly timestamp: unknown;
  readonly price?: unknown;
  readonly quantity?: unknown;
  readonly index?: unknown;
  readonly device?: unknown;
  readonly referrer?: unknown;
  readonly landingCategory?: unknown;
}

const isMissing = (found: unknown) =>
  found === undefined || found === null || (typeof found === 'string' && found.trim() === '');

/** User ids follow the same rule as item ids: a text of 1 to 200 characters, or a whole number. */
export const parseUserId = (found: unknown): string => exactId(found, 'user_id');

const MAX_CATEGORY_LENGTH = 300;

/** Other values are ignored, because exports also use these names for other fields, such as the referrer's address. */
function parseContext({ device, referrer, landingCategory }: EventFields): VisitContext | undefined {
  const knownDevice = DEVICES.find((name) => name === device);
  const knownReferrer = REFERRERS.find((name) => name === referrer);
  const category = typeof landingCategory === 'string' ? landingCategory.trim().slice(0, MAX_CATEGORY_LENGTH) : '';
  if (!knownDevice && !knownReferrer && !category) return undefined;
  return {
    ...(knownDevice && { device: knownDevice }),
    ...(knownReferrer && { referrer: knownReferrer }),
    ...(category && { category }),
  };
}

/** Shoppers do not scroll further. A larger number means something else, such as the row of the file. */
const MAX_LIST_INDEX = 1000;

export const isListIndex = (found: unknown): found is number =>
  Number.isInteger(found) && (found as number) >= 0 && (found as number) <= MAX_LIST_INDEX;

/**
 * Validates one item event as `track` does, but a bad optional field costs only itself.
 *
 * @throws AisleError `invalid-event` for a bad required field
 */
function checkedEvent(
  type: ActionType,
  { itemId: foundId, price, quantity, index }: Pick<EventFields, 'itemId' | 'price' | 'quantity' | 'index'>,
  timestampMs?: number,
): { readonly event: LogEvent; readonly fieldProblems: readonly FieldProblem[] } {
  const itemId = exactId(foundId, 'item_id');
  const isGood =
    isNumber(price, 0) && (quantity === undefined || (Number.isInteger(quantity) && isNumber(quantity, 1)));
  const fieldProblems = isGood ? [] : problemsOf(type, itemId, { price, quantity });
  const event: { -readonly [field in keyof LogEvent]: LogEvent[field] } = { itemId, type };
  if (timestampMs !== undefined) event.timestampMs = timestampMs;
  if (isListIndex(index)) event.listIndex = index;
  else if (index !== undefined) {
    const message = `index must be a whole number from 0 to ${MAX_LIST_INDEX}, found ${shownField(index)}.`;
    fieldProblems.push({ field: 'index', message });
  }
  return { event, fieldProblems };
}

/** Most rows pass this test. It takes a twentieth of the time of `parseEvent`, which finds what is wrong. */
const isNumber = (found: unknown, least: number) =>
  found === undefined || (Number.isFinite(found) && (found as number) >= least);

/** The optional fields that `parseEvent` refuses. */
function problemsOf(type: ActionType, itemId: string, fields: Readonly<Record<string, unknown>>): FieldProblem[] {
  return Object.entries(fields).flatMap(([field, found]) => {
    try {
      parseEvent({ type, items: [{ item_id: itemId, [field]: found }] }, 0);
      return [];
    } catch (thrown) {
      if (!(thrown instanceof AisleError)) throw thrown;
      const [rule] = thrown.message.replace('Event refused: items[0].', '').split(', found ');
      return [{ field, message: `${rule}, found ${shownField(found)}.` }];
    }
  });
}

/**
 * Parses a row of a format with one event per row.
 *
 * @param eventTypes action types by value of `fields.event`, or one type for all rows
 * @throws AisleError `invalid-event`
 */
export function eventRow(fields: EventFields, eventTypes: EventNames | ActionType): ParsedRow {
  const type = typeof eventTypes === 'string' ? eventTypes : eventTypeOf(fields.event, eventTypes);
  if (type === undefined) return { unknownEvent: eventName(fields.event) };
  if (isMissing(fields.userId)) return { omitted: ['guest'] };
  const userId = parseUserId(fields.userId);
  if (type === null) return { userId, events: [] };
  const { event, fieldProblems } = checkedEvent(type, fields, parsePastTimestampMs(fields.timestamp));
  const context = parseContext(fields);
  return {
    userId,
    events: [context ? { ...event, context } : event],
    ...(fieldProblems.length > 0 && { fieldProblems }),
  };
}

/** Parses a row of a format without times: one user's items in order, all of one type. @throws AisleError `invalid-event` */
export function untimedRow(userId: string, itemIds: readonly string[], type: ActionType): LogRow {
  return {
    userId: parseUserId(userId),
    events: itemIds.map((itemId) => checkedEvent(type, { itemId }).event),
  };
}
