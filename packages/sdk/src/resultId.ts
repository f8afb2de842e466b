import type { Arm } from '@aisle/core';

/**
 * A random id with the arm as prefix: `p-…` personalised, `h-…` holdout, `u-…` unknown. The arm is unknown without
 * permission to keep a history, or if the history was not read before the deadline.
 */
export function newResultId(arm: Arm | undefined): string {
  const [random] = crypto.getRandomValues(new BigUint64Array(1));
  return `${arm ? arm[0] : 'u'}-${random!.toString(36)}`;
}
