import type { Action } from '../action.js';
import { isCartAddition, isCartRemoval, isPurchase, isView } from '../choice.js';
import { startsSession } from '../sessions.js';
import { rowsInCart } from './rowsInCart.js';

/** The length of `sessionFeatures`. */
export const SESSION_FEATURE_COUNT = 17;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The index of the first action of the latest session. @param actions not empty */
export function sessionStart(actions: readonly Action[]): number {
  let start = actions.length - 1;
  while (!startsSession(actions, start, true)) start--;
  return start;
}

/**
 * Describes the latest session and what came before it, at a moment that no action is later than. Reads nothing else, so
 * that training and devices compute the same.
 *
 * @param actions the history, oldest first, not empty
 * @param nowMs milliseconds since the Unix epoch
 * @returns float32 [SESSION_FEATURE_COUNT], in the order of `SESSION_FEATURES`. Counts and times are log(1 + x)
 */
export function sessionFeatures(actions: readonly Action[], nowMs: number): Float32Array {
  const start = sessionStart(actions);
  const [earlier, session] = [actions.slice(0, start), actions.slice(start)];
  const [first, latest] = [session[0]!, session.at(-1)!];
  const actionsOfItem = new Map<number, number>();
  for (const { itemRow } of session) actionsOfItem.set(itemRow, (actionsOfItem.get(itemRow) ?? 0) + 1);
  const count = (isCounted: (action: Action) => boolean) => session.filter(isCounted).length;
  // The items of an order have one time.
  const orderTimes = new Set(earlier.filter(isPurchase).map(({ timestampMs }) => timestampMs));
  const earlierSessions = earlier.filter((_, i) => startsSession(earlier, i, true)).length;
  const log = (value: number) => Math.log1p(Math.max(0, value));
  return Float32Array.of(
    log(session.length),
    log(count(isView)),
    log(actionsOfItem.size),
    log(count(isCartAddition)),
    log(count(isCartRemoval)),
    log(count(isPurchase)),
    log(Math.max(...actionsOfItem.values())),
    1 - actionsOfItem.size / session.length,
    log((nowMs - first.timestampMs) / MINUTE_MS),
    log((nowMs - latest.timestampMs) / MINUTE_MS),
    isCartAddition(latest) ? 1 : 0,
    log(rowsInCart(actions).size),
    log(earlierSessions),
    log(earlier.length > 0 ? (first.timestampMs - earlier.at(-1)!.timestampMs) / DAY_MS : 0),
    log(orderTimes.size),
    orderTimes.size > 0 ? 1 : 0,
    log(orderTimes.size > 0 ? (nowMs - Math.max(...orderTimes)) / DAY_MS : 0),
  );
}
