import { fitOrderTiming, type ObservedOrders } from '../../../packages/cli/src/orderTiming/fitOrderTiming.js';
import {
  bgNbdExpectedOrders,
  historyOf,
  orderSummaryOf,
  paretoNbdExpectedOrders,
  probabilityOfOrder,
  type RateTiming,
} from '../../../packages/decisions/src/index.js';
import { CALIBRATION_END_MS, HOLDOUT_WEEKS, readCdnow, WEEK_MS } from '../cdnow.js';
import { ORDER_RANKERS, type OrderRanker } from '../orderRankers.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const DAY_MS = 86_400_000;
const HOLDOUT_DAYS = HOLDOUT_WEEKS * 7;
/** Moments within the calibration, in weeks before its end. What follows until the end chooses the score. */
const VALIDATION_WEEKS = [19, 15, 11] as const;
const DATA = 'CDNOW 1/10 sample, 2,357 customers';
const COMMAND = 'npx -y pnpm@12 bench decisions --part timing';

interface Shopper {
  readonly orders: ObservedOrders;
  /** Days with an order in the holdout. */
  readonly later: number;
}

const upTo = (daysMs: readonly number[], nowMs: number) => daysMs.filter((ms) => ms <= nowMs);

function shopperOf(daysMs: readonly number[]): Shopper {
  const before = upTo(daysMs, CALIBRATION_END_MS);
  const later = upTo(daysMs, CALIBRATION_END_MS + HOLDOUT_DAYS * DAY_MS).length - before.length;
  return { orders: { ...orderSummaryOf(before), observedUntilMs: CALIBRATION_END_MS }, later };
}

/** The probability that a shopper with an order has a higher score than one without; equal scores count half. */
function auc(scored: readonly { readonly score: number; readonly positive: boolean }[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]!.score === sorted[i]!.score) end++;
    for (let j = i; j < end; j++) if (sorted[j]!.positive) ranks += (i + 1 + end) / 2;
    i = end;
  }
  const positives = sorted.filter(({ positive }) => positive).length;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}

function expectedOrders(timing: RateTiming, orders: ObservedOrders): number {
  const history = historyOf(orders, orders.observedUntilMs, timing.unitDays);
  const ahead = HOLDOUT_DAYS / timing.unitDays;
  return timing.model === 'bgnbd'
    ? bgNbdExpectedOrders(timing.parameters, history, ahead)
    : paretoNbdExpectedOrders(timing.parameters, history, ahead);
}

function holdout(timing: RateTiming, shoppers: readonly Shopper[]) {
  const squares = shoppers.map(({ orders, later }) => (expectedOrders(timing, orders) - later) ** 2);
  const aucBy = (scoreOf: (orders: ObservedOrders) => number) =>
    auc(shoppers.map(({ orders, later }) => ({ score: scoreOf(orders), positive: later > 0 })));
  return {
    rmse: Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length),
    aucByProbability: aucBy((orders) => probabilityOfOrder(timing, orders, orders.observedUntilMs, HOLDOUT_DAYS)!),
    aucByExpectedOrders: aucBy((orders) => expectedOrders(timing, orders)),
  };
}

const PUBLISHED = {
  bgnbd: {
    name: 'BG/NBD',
    parameters: [0.2426, 4.4136, 0.7929, 2.4259],
    logLikelihood: -9582.43,
    rmse: 1.608,
    auc: 0.773,
  },
  paretonbd: {
    name: 'Pareto/NBD',
    parameters: [0.5533, 10.578, 0.6062, 11.669],
    logLikelihood: -9594.98,
    rmse: 1.603,
    auc: 0.779,
  },
} as const;

/** The AUC of "any order in the next weeks" after a moment. */
function aucAfter(rank: OrderRanker, days: readonly (readonly number[])[], nowMs: number, weeks: number): number {
  const known = days.map((daysMs) => upTo(daysMs, nowMs));
  const scores = rank(known, nowMs, weeks);
  const later = days.map((daysMs, i) => upTo(daysMs, nowMs + weeks * WEEK_MS).length > known[i]!.length);
  return auc(scores.map((score, i) => ({ score, positive: later[i]! })));
}

/** Scores compete within the calibration. Only the holdout figure of the best is measured against the goal. */
function rankerRows(days: readonly (readonly number[])[]): readonly DecisionRow[] {
  const found = Object.entries(ORDER_RANKERS).map(([name, rank]) => {
    const inside = VALIDATION_WEEKS.map((weeks) => aucAfter(rank, days, CALIBRATION_END_MS - weeks * WEEK_MS, weeks));
    const validation = inside.reduce((a, b) => a + b) / inside.length;
    return { name, validation, holdout: aucAfter(rank, days, CALIBRATION_END_MS, HOLDOUT_WEEKS) };
  });
  const chosen = found.reduce((a, b) => (b.validation > a.validation ? b : a));
  return found.map((ranker) => ({
    data: DATA,
    command: COMMAND,
    name: `AUC of any order in 39 weeks, by ${ranker.name}; ${ranker.validation.toFixed(4)} within the calibration${ranker === chosen ? ', which chose it' : ''}`,
    floor: '0.779',
    figure: ranker.holdout.toFixed(4),
    goal: ranker === chosen ? 'above .779' : '',
    met: ranker !== chosen || ranker.holdout > 0.779,
  }));
}

/** Fits both models to CDNOW's first 39 weeks, and measures them in the next 39 weeks. */
export const timing: DecisionPart = async ({ data }) => {
  const days = readCdnow(data);
  const shoppers = days.map(shopperOf);
  const published = (['bgnbd', 'paretonbd'] as const).flatMap((model): DecisionRow[] => {
    const { name, parameters, logLikelihood, ...floor } = PUBLISHED[model];
    const fit = fitOrderTiming(
      model,
      shoppers.map(({ orders }) => orders),
    );
    const found = holdout(fit.timing, shoppers);
    const row = { data: DATA, command: COMMAND };
    const near = fit.timing.parameters.every((x, i) => Math.abs(x / parameters[i]! - 1) <= 0.005);
    return [
      {
        ...row,
        name: `${name}, estimates`,
        floor: parameters.join(' / '),
        figure: fit.timing.parameters.map((x) => x.toPrecision(5)).join(' / '),
        goal: 'within .5 %',
        met: near,
      },
      {
        ...row,
        name: `${name}, log-likelihood`,
        floor: String(logLikelihood),
        figure: fit.logLikelihood.toFixed(3),
        goal: '± .01',
        met: Math.abs(fit.logLikelihood - logLikelihood) <= 0.01,
      },
      {
        ...row,
        name: `${name}, RMSE of orders in 39 weeks`,
        floor: String(floor.rmse),
        figure: found.rmse.toFixed(4),
        goal: 'below 1.603',
        met: found.rmse < 1.603,
      },
      ...(['aucByExpectedOrders', 'aucByProbability'] as const).map((by) => ({
        ...row,
        name: `${name}, AUC of any order in 39 weeks, by ${by === 'aucByProbability' ? 'its probability' : 'expected orders'}`,
        // The floor of the models ranks by expected orders. The probability's floor is the recency alone.
        floor: by === 'aucByProbability' ? '.771 by recency' : String(floor.auc),
        figure: found[by].toFixed(4),
        goal: 'above .779',
        met: found[by] > 0.779,
      })),
    ];
  });
  return [...published, ...rankerRows(days)];
};
