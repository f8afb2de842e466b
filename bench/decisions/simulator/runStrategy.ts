import { isHeldOut, type Policy } from '@aisle/decisions';
import { deviceOutcomes } from '../../../packages/cli/src/measure/deviceOutcomes.js';
import { measureCoin } from '../../../packages/cli/src/measure/measureCoin.js';
import type { OrderRow } from '../../../packages/cli/src/measure/readOrders.js';
import type { Difference } from '../../../packages/cli/src/measure/shareDifference.js';
import { brokenRules } from './brokenRules.js';
import { groupCounts } from './groupCounts.js';
import { oracleMargin } from './oracle.js';
import { updatedPolicy } from './policyFiles.js';
import { Population, WEEK_MS } from './population.js';
import type { Shopper } from './shopper.js';
import type { Strategy } from './strategy.js';
import type { Visit } from './visit.js';

/** Weeks between two updates of a policy that learns. */
const UPDATE_WEEKS = 2;

export interface World {
  readonly seed: number;
  readonly shoppers: number;
  readonly weeks: number;
  /** First and last week, from 1, in which devices are compared with those of the holdout that sees nothing. */
  readonly periods: readonly (readonly [number, number])[];
}

export interface StrategyRun {
  /** [weeks], the mean margin of a shopper in that week, over all outcomes of its visits. */
  readonly margins: readonly number[];
  /** [weeks], the same for an oracle. */
  readonly oracle: readonly number[];
  /** Over all devices and weeks, by id. */
  readonly exposures: Readonly<Record<string, number>>;
  /** Exposures that broke a cap or the cooldown, that a device of the holdout saw, or that came after a mute. */
  readonly broken: number;
  /** The latest. */
  readonly policy: Policy | undefined;
  /** [periods], the margin of a device less that of a device in the holdout. Undefined without a holdout. */
  readonly measured: readonly (Difference | undefined)[];
}

async function* ordersOf(visits: readonly Visit[], { declaration }: Strategy): AsyncGenerator<OrderRow> {
  for (const { shopper, timestampMs, margin } of visits) {
    const all = isHeldOut(declaration.holdout, shopper.deviceId) ? 'holdout' : 'treated';
    yield { device: shopper.deviceId, timestampMs, coins: { all }, ...(margin !== 0 && { value: margin }) };
  }
}

/** What `aisle measure` says at the end of a period. */
async function measureHoldout(visits: readonly Visit[], strategy: Strategy, fromMs: number, untilMs: number) {
  const period = { fromMs, untilMs };
  const outcomes = await deviceOutcomes(ordersOf(visits, strategy), period);
  const { share } = strategy.declaration.holdout;
  return measureCoin('all', outcomes, share, period, untilMs).result?.valuePerDevice;
}

function brokenBy(
  { deviceId, exposures, shownWhileMuted }: Shopper,
  { declaration: { defaults, holdout } }: Strategy,
): number {
  const seenInHoldout = exposures.filter(({ id }) => isHeldOut(holdout, deviceId) || isHeldOut(holdout, deviceId, id));
  return brokenRules(exposures, defaults) + seenInHoldout.length + shownWhileMuted;
}

/** Lives through the weeks with one strategy. A policy that learns is updated from its own counts. */
export async function runStrategy(strategy: Strategy, { seed, shoppers, weeks, periods }: World): Promise<StrategyRun> {
  const population = new Population(seed, shoppers);
  const fromMs = population.nowMs;
  const ids = strategy.declaration.interventions.map(({ id }) => id);
  const [margins, oracle]: [number[], number[]] = [[], []];
  const visits: Visit[] = [];
  let period: Visit[] = [];
  let { policy } = strategy;
  for (let week = 1; week <= weeks; week++) {
    const found = population.week({ declaration: strategy.declaration, policy });
    margins.push(found.visits.reduce((sum, { expectedMargin }) => sum + expectedMargin, 0) / shoppers);
    oracle.push(found.planned.reduce((sum, { type }) => sum + oracleMargin(type), 0) / shoppers);
    visits.push(...found.visits);
    period.push(...found.visits);
    if (week % UPDATE_WEEKS > 0) continue;
    if (policy && strategy.learns) policy = await updatedPolicy(policy, groupCounts(period, ids));
    period = [];
  }
  const measured: (Difference | undefined)[] = [];
  for (const [first, last] of periods)
    measured.push(await measureHoldout(visits, strategy, fromMs + (first - 1) * WEEK_MS, fromMs + last * WEEK_MS));
  const exposures = population.shoppers.flatMap((shopper) => shopper.exposures);
  return {
    margins,
    oracle,
    exposures: Object.fromEntries(ids.map((id) => [id, exposures.filter((one) => one.id === id).length])),
    broken: population.shoppers.reduce((sum, shopper) => sum + brokenBy(shopper, strategy), 0),
    policy,
    measured,
  };
}
