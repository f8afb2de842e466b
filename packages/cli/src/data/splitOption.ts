import { AisleError } from '@aisle/core';
import type { ItemTarget } from '@aisle/model';
import {
  type EventLog,
  lastSession,
  lastTenthsOfUsers,
  leaveOneOut,
  type Split,
  splitAtTime,
  withheldItems,
} from '@aisle/model/train';
import { parseTimestampMs } from './timestamp.js';

/** @throws AisleError `invalid-argument` if the log does not allow the split */
export type Splitter = (log: EventLog, target: ItemTarget) => Split;

const TIME = 'time:';

const splitError = (asked: string, found: string, advice: string) =>
  new AisleError('invalid-argument', `Asked for --split ${asked}, found ${found}. ${advice}`, { asked });

function checkTimed(asked: string, { timed }: EventLog): void {
  if (!timed)
    throw splitError(
      asked,
      'events without timestamps in --data',
      'Use --split leave-one-out, which needs only their order.',
    );
}

function byTime(asked: string): Splitter {
  let testStartMs: number;
  try {
    testStartMs = parseTimestampMs(asked.slice(TIME.length));
  } catch {
    throw splitError(
      asked,
      'an invalid date',
      'Give an ISO date or date-time (UTC), such as time:2015-08-01 or time:2015-08-01T12:00.',
    );
  }
  return (log, target) => {
    checkTimed(asked, log);
    let firstMs = Infinity;
    let lastMs = -Infinity;
    for (const timestampMs of log.timestampsMs) {
      firstMs = Math.min(firstMs, timestampMs);
      lastMs = Math.max(lastMs, timestampMs);
    }
    if (testStartMs <= firstMs || testStartMs > lastMs) {
      const iso = (timestampMs: number) => new Date(timestampMs).toISOString();
      throw splitError(
        asked,
        `events from ${iso(firstMs)} to ${iso(lastMs)}`,
        'Give a time after the first event and at or before the last.',
      );
    }
    return splitAtTime(log, target, testStartMs);
  };
}

/**
 * The splitter for `--split`: `leave-one-out`, `last-session`, `time:DATE`, `shoppers` or `new-items`.
 *
 * @throws AisleError `invalid-argument`
 */
export function splitterOf(asked: string): Splitter {
  if (asked === 'leave-one-out') return leaveOneOut;
  if (asked === 'new-items') return withheldItems;
  if (asked === 'shoppers') return lastTenthsOfUsers;
  if (asked.startsWith(TIME)) return byTime(asked);
  if (asked === 'last-session') {
    return (log, target) => {
      checkTimed(asked, log);
      return lastSession(log, target);
    };
  }
  throw splitError(
    asked,
    'an unknown split',
    'Give leave-one-out, last-session, shoppers, new-items or time:DATE, such as time:2015-08-01.',
  );
}
