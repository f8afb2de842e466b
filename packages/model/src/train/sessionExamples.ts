import type { Action } from '../action.js';
import { isCartAddition, isPurchase } from '../choice.js';
import { rowsInCart } from '../heads/rowsInCart.js';
import type { SessionTarget } from '../heads/sessionTarget.js';
import { SESSION_GAP_MS, startsSession } from '../sessions.js';

const DAY_MS = 86_400_000;

/** A question that a head over the session answers, and what happened afterwards. */
export interface SessionExample {
  /** The number of actions of the history that were known at the moment of the question. The last one is the moment. */
  readonly known: number;
  /** How many of them are of the session. */
  readonly knownOfSession: number;
  readonly momentMs: number;
  /** From this time on, the answer is known. */
  readonly answeredMs: number;
  /** 1 if it happened after the moment, else 0. */
  readonly outcome: 0 | 1;
}

/** A question is asked after so many actions of a session. A geometric series, so that long sessions do not dominate. */
const ASKED_AFTER = new Set([1, 2, 3, 5, 10, 20, 50, 100]);

const DAYS: Partial<Record<SessionTarget, number>> = {
  'order-within-7': 7,
  'order-within-30': 30,
  'order-within-90': 90,
};

/**
 * The questions of one history for a head over the session. Questions whose answer the log does not know yet are left
 * out.
 *
 * @param actions of `modelledEvents`, oldest first
 * @param endMs the time of the log's last event
 * @returns empty for `return-of-goods`, because logs have no returns
 */
export function sessionExamples(
  actions: readonly Action[],
  target: SessionTarget,
  endMs: number,
): readonly SessionExample[] {
  if (target === 'return-of-goods') return [];
  const ends = sessionEnds(actions);
  const examples: SessionExample[] = [];
  let start = 0;
  actions.forEach((action, i) => {
    if (startsSession(actions, i, true)) start = i;
    const knownOfSession = i + 1 - start;
    const isAsked = target === 'cart-completion' ? isCartAddition(action) : ASKED_AFTER.has(knownOfSession);
    // The items of an order have one time: a question between them would know a part of the order.
    if (!isAsked || actions[i + 1]?.timestampMs === action.timestampMs) return;
    const end = ends[i]!;
    const days = DAYS[target];
    const answeredMs =
      days === undefined ? actions[end - 1]!.timestampMs + SESSION_GAP_MS : action.timestampMs + days * DAY_MS;
    if (answeredMs > endMs) return;
    const later =
      days === undefined
        ? actions.slice(i + 1, end)
        : actions.slice(i + 1).filter(({ timestampMs }) => timestampMs <= answeredMs);
    const happened =
      target === 'cart-completion' ? buysOfCart(rowsInCart(actions.slice(0, i + 1)), later) : later.some(isPurchase);
    examples.push({
      known: i + 1,
      knownOfSession,
      momentMs: action.timestampMs,
      answeredMs,
      outcome: happened ? 1 : 0,
    });
  });
  return examples;
}

/** Of each action, the index after the last one of its session. */
function sessionEnds(actions: readonly Action[]): readonly number[] {
  const ends = new Array<number>(actions.length);
  let end = actions.length;
  for (let i = actions.length - 1; i >= 0; i--) {
    ends[i] = end;
    if (startsSession(actions, i, true)) end = i;
  }
  return ends;
}

const buysOfCart = (cart: ReadonlySet<number>, later: readonly Action[]) =>
  later.some((action) => isPurchase(action) && cart.has(action.itemRow));
