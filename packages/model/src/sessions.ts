import type { Action } from './action.js';

/**
 * A longer pause between two actions starts a new session, as by default in GA4:
 * https://support.google.com/analytics/answer/9191807
 */
export const SESSION_GAP_MS = 30 * 60_000;

/** Whether an action begins a new session, so long after the previous one. */
export const isNewSession = (gapMs: number, timed: boolean): boolean => timed && gapMs > SESSION_GAP_MS;

/** Whether the action at `index` starts a new session. Without real timestamps, a history is one session. */
export function startsSession(actions: readonly Action[], index: number, timed: boolean): boolean {
  if (index === 0) return true;
  return isNewSession(actions[index]!.timestampMs - actions[index - 1]!.timestampMs, timed);
}
