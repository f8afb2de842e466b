import {
  bgNbdLogLikelihood,
  historyOf,
  type OrderHistory,
  type OrderSummary,
  type OrderTiming,
  paretoNbdLogLikelihood,
} from '@aisle/decisions';
import { nelderMead } from './nelderMead.js';

/** One shopper's orders, and until when they were observed. */
export interface ObservedOrders extends OrderSummary {
  readonly observedUntilMs: number;
}

export interface FittedOrderTiming {
  readonly timing: OrderTiming;
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

/** Fits one model by maximum likelihood. Parameters are searched as logarithms, since all are above 0. */
export function fitModel(model: OrderTiming['model'], orders: readonly ObservedOrders[]): FittedOrderTiming {
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

/** Fits both models. The one with the larger likelihood ships, since both have four parameters. */
export function fitOrderTiming(orders: readonly ObservedOrders[]): FittedOrderTiming {
  const fits = [fitModel('bgnbd', orders), fitModel('paretonbd', orders)] as const;
  return fits[0].logLikelihood >= fits[1].logLikelihood ? fits[0] : fits[1];
}
