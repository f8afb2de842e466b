import { AisleError } from '@aisle/core';

const TIMESTAMP_RULE =
  'epoch seconds (below 1e11), epoch milliseconds (below 1e14), epoch microseconds (below 1e17), ISO 8601, or YYYY-MM-DD HH:MM:SS with or without UTC';

const EPOCH_NUMBER = /^\d+(\.\d+)?$/;
const DATE_WITHOUT_DASHES = /^(19|20)(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
const DATE_AND_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;

function refuseTimestamp(found: unknown): never {
  throw new AisleError(
    'invalid-event',
    `timestamp must be ${TIMESTAMP_RULE}, found ${JSON.stringify(found) ?? 'nothing'}.`,
    { field: 'timestamp' },
  );
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

function isoToMs(text: string): number | undefined {
  const match = DATE_AND_TIME.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const dayMs = Date.UTC(year, month - 1, day);
  const isRealDay = new Date(dayMs).getUTCDate() === day && month >= 1 && month <= 12;
  if (!isRealDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const fractionMs = Math.round(Number(`0.${match[7] ?? 0}`) * 1000);
  return dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + fractionMs - offsetMs(match[8]);
}

/**
 * Parses a time to milliseconds since the Unix epoch. A number (or digits as text) is an epoch time. Its size gives the
 * unit: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds (as in GA4's BigQuery export). Eight digits
 * that form a date (`20180301`) are a date. Texts without a time zone are UTC.
 *
 * @throws AisleError `invalid-event`
 */
export function parseTimestampMs(found: unknown): number {
  const text = typeof found === 'number' ? String(found) : typeof found === 'string' ? found.trim() : '';
  const date = DATE_WITHOUT_DASHES.exec(text);
  const timestampMs = date
    ? isoToMs(`${date[1]}${date[2]}-${date[3]}-${date[4]}`)
    : EPOCH_NUMBER.test(text)
      ? epochToMs(Number(text))
      : isoToMs(text);
  return timestampMs === undefined || timestampMs < 0 ? refuseTimestamp(found) : timestampMs;
}
