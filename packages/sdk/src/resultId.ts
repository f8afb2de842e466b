import { type Arm, randomNumbers } from '@aisle/core';

/**
 * A random id with the arm as prefix: `p-…` personalised, `h-…` holdout, `u-…` unknown. The arm is unknown without
 * permission to keep a history, or if the history was not read before the deadline.
 */
export function newResultId(arm: Arm | undefined): string {
  const [high, low] = randomNumbers(2);
  return `${arm ? arm[0] : 'u'}-${high!.toString(36)}${low!.toString(36)}`;
}
