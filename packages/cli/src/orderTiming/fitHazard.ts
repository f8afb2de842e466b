import type { HazardTiming } from '@aisle/decisions';
import { fitLogistic } from '@aisle/model/train';

/** The orders of one shopper, and until when they were observed. */
export interface OrderRecord {
  /** Oldest first, each once, none after `observedUntilMs`. */
  readonly timesMs: readonly number[];
  readonly observedUntilMs: number;
}

const DAY_MS = 86_400_000;
/** First days of the intervals after the latest order. Shops differ in the scale, so these are about a geometric series. */
const FROM_DAYS = [0, 1, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270] as const;
/** More orders count as this many. */
const MAX_ORDERS = 6;
/** Of the steps between neighbours. Enough that an interval without any order keeps finite odds. */
const PENALTY = 1;

/** Days of shoppers in one interval after one number of orders, and how many of these days had the next order. */
interface Cell {
  days: number;
  orders: number;
}

/**
 * Fits a discrete-time hazard by a logistic regression on all days of all shoppers (`hazardLogNoOrder` names the source).
 * Its weights are steps from one interval to the next. So an interval that nobody has reached yet has the odds of the one
 * before it.
 *
 * @param maxAgeMs a device forgets older orders. Infinity if it keeps their number
 */
export function fitHazard(records: readonly OrderRecord[], maxAgeMs: number): HazardTiming {
  const cells = FROM_DAYS.map(() => Array.from({ length: MAX_ORDERS }, (): Cell => ({ days: 0, orders: 0 })));
  for (const record of records) countDays(record, maxAgeMs, cells);
  const rows: number[][] = [];
  const shares: number[] = [];
  const counts: number[] = [];
  cells.forEach((byOrders, interval) =>
    byOrders.forEach(({ days, orders }, more) => {
      if (days === 0) return;
      rows.push([...stepsTo(interval, FROM_DAYS.length), ...stepsTo(more, MAX_ORDERS)]);
      shares.push(orders / days);
      counts.push(days);
    }),
  );
  const { weights, bias } = fitLogistic(rows, shares, PENALTY, counts);
  const ofDays = sums(weights.slice(0, FROM_DAYS.length - 1));
  return {
    model: 'hazard',
    unitDays: 1,
    parameters: {
      fromDays: FROM_DAYS,
      logOdds: ofDays.map((sum) => rounded(bias + sum)),
      ofOrders: sums(weights.slice(FROM_DAYS.length - 1)).map(rounded),
    },
  };
}

function countDays({ timesMs, observedUntilMs }: OrderRecord, maxAgeMs: number, cells: readonly (readonly Cell[])[]) {
  timesMs.forEach((latestMs, i) => {
    const nextMs = timesMs[i + 1];
    // A day that the observation does not contain whole says nothing.
    const days = nextMs === undefined ? wholeDays(observedUntilMs - latestMs) : wholeDays(nextMs - latestMs) + 1;
    for (let day = 0; day < days && day * DAY_MS < maxAgeMs; day++) {
      const known = timesMs.filter((ms) => ms <= latestMs && ms > latestMs + day * DAY_MS - maxAgeMs).length;
      const interval = FROM_DAYS.filter((from) => from <= day).length - 1;
      const cell = cells[interval]![Math.min(known, MAX_ORDERS) - 1]!;
      cell.days++;
      if (nextMs !== undefined && day === days - 1) cell.orders++;
    }
  });
}

/** [count - 1], 1 for each step up to `index`. */
const stepsTo = (index: number, count: number) => Array.from({ length: count - 1 }, (_, i) => (i < index ? 1 : 0));

/** @param steps [count - 1] @returns [count], from 0 on */
function sums(steps: ArrayLike<number>): readonly number[] {
  let sum = 0;
  return [0, ...Array.from(steps, (step) => (sum += step))];
}

const rounded = (value: number) => Number(value.toFixed(4));
const wholeDays = (ms: number) => Math.floor(ms / DAY_MS);
