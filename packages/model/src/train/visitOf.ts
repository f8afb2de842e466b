import { monthOf, type VisitContext } from '@aisle/core';
import type { Action } from '../action.js';

/** @param timed whether the timestamps are real (`EventLog.timed`) */
export const visitOf = ({ context, timestampMs }: Action, timed: boolean): VisitContext => ({
  ...context,
  ...(timed && { month: monthOf(timestampMs) }),
});
