import {
  bgNbdLogLikelihood,
  historyOf,
  type OrderHistory,
  type OrderSummary,
  paretoNbdLogLikelihood,
  type RateTiming,
} from '@aisle/decisions';
import { nelderMead } from './nelderMead.js';

/** One shopper's orders, and until when they were observed. */
export interface ObservedOrders extends OrderSummary {
  readonly observedUntilMs: number;
}

export interface FittedOrderTiming {
  readonly timing: RateTiming;
  readonly logLikelihood: number;
}

const UNIT_DAYS = 7;
/** Without bounds, a model whose shoppers hardly differ has its likeliest parameters at infinity. */
const LOG_BOUNDS = { smallest: -4, largest: 6 } as const;
type Four = readonly [number, number, number, number];

const LOG_LIKELIHOODS = { bgnbd: bgNbdLogLikelihood, paretonbd: paretoNbdLogLikelihood } as const;

function countEqual(histories: readonly OrderHistory[]): { readonly history: OrderHistory; readonly count: number }[] {
  const groups = new Map<string, { history: OrderHistory; count: number }>();
  for (const history of histories) {
    const key = `${history.repeats} ${history.latest} ${history.observed}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { history, count: 1 });
  }
  return [...groups.values()];
}

/** Fits BG/NBD or Pareto/NBD by maximum likelihood. Parameters are searched as logarithms, since all are above 0. */
export function fitOrderTiming(model: RateTiming['model'], orders: readonly ObservedOrders[]): FittedOrderTiming {
  const groups = countEqual(orders.map((summary) => historyOf(summary, summary.observedUntilMs, UNIT_DAYS)));
  const cost = (logs: readonly number[]) => {
    if (logs.some((log) => log < LOG_BOUNDS.smallest || log > LOG_BOUNDS.largest)) return Infinity;
    const parameters = logs.map(Math.exp) as unknown as Four;
    return -groups.reduce((sum, { history, count }) => sum + count * LOG_LIKELIHOODS[model](parameters, history), 0);
  };
  let found = nelderMead(cost, [0, 2, 0, 2]);
  // A second start at the result: a simplex can collapse before the minimum.
  found = nelderMead(cost, found.at);
  const parameters = found.at.map(Math.exp) as unknown as Four;
  return { timing: { model, parameters, unitDays: UNIT_DAYS }, logLikelihood: -found.value };
}
