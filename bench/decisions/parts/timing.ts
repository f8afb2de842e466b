import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fitOrderTiming, type ObservedOrders } from '../../../packages/cli/src/orderTiming/fitOrderTiming.js';
import {
  bgNbdExpectedOrders,
  historyOf,
  paretoNbdExpectedOrders,
  probabilityOfOrder,
  type RateTiming,
} from '../../../packages/decisions/src/index.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const DAY_MS = 86_400_000;
const HOLDOUT_DAYS = 39 * 7;
const CALIBRATION_END_MS = Date.UTC(1997, 8, 30);
const DATA = 'CDNOW 1/10 sample, 2,357 customers';
const COMMAND = 'npx -y pnpm@12 bench decisions --part timing';

interface Shopper {
  readonly orders: ObservedOrders;
  /** Days with an order in the holdout. */
  readonly later: number;
}

/** Days with orders of each shopper of the sample, in calibration and holdout. */
function readShoppers(dataFolder: string): Shopper[] {
  const text = gunzipSync(readFileSync(path.join(dataFolder, 'cdnow/CDNOW_sample.txt.gz'))).toString();
  const days = new Map<string, Set<number>>();
  for (const line of text.trim().split('\n')) {
    const [, shopper = '', date = ''] = line.trim().split(/\s+/);
    if (!/^\d{8}$/.test(date)) continue;
    const ms = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
    days.set(shopper, (days.get(shopper) ?? new Set()).add(ms));
  }
  return [...days.values()].map((set) => {
    const sorted = [...set].sort((a, b) => a - b);
    const before = sorted.filter((ms) => ms <= CALIBRATION_END_MS);
    const later = sorted.filter((ms) => ms > CALIBRATION_END_MS && ms <= CALIBRATION_END_MS + HOLDOUT_DAYS * DAY_MS);
    const [firstOrderMs, lastOrderMs] = [before[0]!, before.at(-1)!];
    const orders = { firstOrderMs, lastOrderMs, orderCount: before.length, observedUntilMs: CALIBRATION_END_MS };
    return { orders, later: later.length };
  });
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

/** Fits both models to CDNOW's first 39 weeks, and measures them in the next 39 weeks. */
export const timing: DecisionPart = async ({ data }) => {
  const shoppers = readShoppers(data);
  return (['bgnbd', 'paretonbd'] as const).flatMap((model): DecisionRow[] => {
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
};
