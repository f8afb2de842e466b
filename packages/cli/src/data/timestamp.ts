import { AisleError } from '@aisle/core';
import { shownField } from './shownField.js';

const TIMESTAMP_RULE =
  'epoch seconds (below 1e11), epoch milliseconds (below 1e14), epoch microseconds (below 1e17), ISO 8601, or YYYY-MM-DD HH:MM:SS with or without UTC';
const WRITE_DATES = 'Write dates as YYYY-MM-DD HH:MM:SS';

const EPOCH_NUMBER = /^\d+(\.\d+)?$/;
const DATE_WITHOUT_DASHES = /^(19|20)(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
/** Day and month could be either. */
const DAY_OR_MONTH_FIRST = /^\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b/;
const SCIENTIFIC = /^\d(?:[.,]\d+)?E\+\d\d$/i;
/** Spreadsheets count days from 1899-12-30. These are the years 1982 to 2064. As seconds, they are hours of 1970. */
const SPREADSHEET_DAYS = /^[345]\d{4}(?:[.,]\d+)?$/;
const SPREADSHEET_EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
/** Clocks and time zones may be wrong by this much. */
const FUTURE_TOLERANCE_MS = DAY_MS;
const DATE_AND_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;

const dateOf = (timestampMs: number) => new Date(timestampMs).toISOString().slice(0, 16).replace('T', ' ');

/** What is wrong with a known form that is refused. */
function problemOf(text: string): string {
  if (SPREADSHEET_DAYS.test(text)) {
    const date = dateOf(SPREADSHEET_EPOCH_MS + Math.round(Number(text.replace(',', '.')) * 1440) * 60_000);
    return `, which looks like a spreadsheet's number of days (${date}). ${WRITE_DATES}`;
  }
  if (DAY_OR_MONTH_FIRST.test(text)) return `, in which the day or the month could come first. ${WRITE_DATES}`;
  if (SCIENTIFIC.test(text)) return `, which has lost its last digits. ${WRITE_DATES}`;
  return '';
}

/** 1e11 seconds are in the year 5138 and 1e11 milliseconds in 1973, so the unit of a shop's log is unambiguous. */
function epochToMs(epoch: number): number | undefined {
  if (epoch < 1e11) return epoch * 1000;
  if (epoch < 1e14) return epoch;
  return epoch < 1e17 ? epoch / 1000 : undefined;
}

function offsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000;
}

/** undefined for a day that does not exist, such as 30 February */
function dayToMs(year: number, month: number, day: number): number | undefined {
  const dayMs = Date.UTC(year, month - 1, day);
  return new Date(dayMs).getUTCDate() === day && month >= 1 && month <= 12 ? dayMs : undefined;
}

function isoToMs(text: string): number | undefined {
  const match = DATE_AND_TIME.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  const dayMs = dayToMs(Number(match[1]), Number(match[2]), Number(match[3]));
  if (dayMs === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const fractionMs = match[7] === undefined ? 0 : Math.round(Number(`0.${match[7]}`) * 1000);
  return dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + fractionMs - offsetMs(match[8]);
}

/**
 * Parses a time to milliseconds since the Unix epoch. A number (or digits as text) is an epoch time. Its size gives the
 * unit: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds (as in GA4's BigQuery export). Eight digits
 * that form a date (`20180301`) are a date. Texts without a time zone are UTC. Numbers of days, as spreadsheets store
 * dates, are refused.
 *
 * @throws AisleError `invalid-event`
 */
export function parseTimestampMs(found: unknown): number {
  const text = typeof found === 'number' ? String(found) : typeof found === 'string' ? found.trim() : '';
  const timestampMs = SPREADSHEET_DAYS.test(text) ? undefined : toMs(text);
  if (timestampMs !== undefined && timestampMs >= 0) return timestampMs;
  throw new AisleError(
    'invalid-event',
    `timestamp must be ${TIMESTAMP_RULE}, found ${shownField(found)}${problemOf(text)}.`,
    { field: 'timestamp' },
  );
}

function toMs(text: string): number | undefined {
  const date = DATE_WITHOUT_DASHES.exec(text);
  if (date) return isoToMs(`${date[1]}${date[2]}-${date[3]}-${date[4]}`);
  return EPOCH_NUMBER.test(text) ? epochToMs(Number(text)) : isoToMs(text);
}

/**
 * Parses the time of an event, which has happened.
 *
 * @throws AisleError `invalid-event`, also for a time that is more than a day in the future
 */
export function parsePastTimestampMs(found: unknown, nowMs = Date.now()): number {
  const timestampMs = parseTimestampMs(found);
  if (timestampMs > nowMs + FUTURE_TOLERANCE_MS) {
    throw new AisleError(
      'invalid-event',
      `timestamp must not be in the future, found ${shownField(found)} (${dateOf(timestampMs)} UTC).`,
      { field: 'timestamp' },
    );
  }
  return timestampMs;
}
