import type { Arm } from '@aisle/core';

/**
 * A new random name for a result, its arm in front: `p-…` personalised, `h-…` holdout, `u-…` where the arm is not known,
 * since there is no leave to keep a history, or it was not read before the deadline.
 */
export function newResultId(arm: Arm | undefined): string {
  const [random] = crypto.getRandomValues(new BigUint64Array(1));
  return `${arm ? arm[0] : 'u'}-${random!.toString(36)}`;
}
