import type { Customer } from './customers.js';

/** Successes of a group. */
interface Count {
  readonly devices: number;
  readonly visits: number;
}

const add = ({ devices, visits }: Count, { visited }: Customer): Count => ({
  devices: devices + 1,
  visits: visits + visited,
});
const NONE: Count = { devices: 0, visits: 0 };

/**
 * The area between the Qini curve and the straight line of a random order, by trapezoids. After the customers with the
 * highest scores, the curve has (visits of the treated − visits of the others · treated / others) / customers
 * (Radcliffe 2007, "Using control groups to target on predicted lift"). Equal scores are one step.
 *
 * @param scores [customers], higher for more uplift
 */
export function qini(customers: readonly Customer[], scores: readonly number[], treatedArm: number): number {
  const byScore = new Map<number, Customer[]>();
  customers.forEach((customer, i) => {
    const equal = byScore.get(scores[i]!) ?? [];
    byScore.set(scores[i]!, equal);
    equal.push(customer);
  });
  let [treated, others] = [NONE, NONE];
  let [share, height, area] = [0, 0, 0];
  for (const [, equal] of [...byScore].sort(([a], [b]) => b - a)) {
    for (const customer of equal)
      if (customer.arm === treatedArm) treated = add(treated, customer);
      else others = add(others, customer);
    const nextShare = (treated.devices + others.devices) / customers.length;
    // Without anybody to compare with, the curve stays where it is.
    const isComparable = others.devices > 0;
    const nextHeight = isComparable
      ? (treated.visits - (others.visits * treated.devices) / others.devices) / customers.length
      : height;
    area += ((height + nextHeight) / 2) * (nextShare - share);
    [share, height] = [nextShare, nextHeight];
  }
  return area - height / 2;
}
