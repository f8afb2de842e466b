import type { RelationSource } from '../train/relationSource.js';
import { actionsOfSteps } from './steps.js';

/**
 * A log of items A to H, one list of steps for each shopper.
 *
 * @param steps of `actionsOfSteps`, with minutes
 */
export function relationSourceOf(
  steps: readonly (readonly string[])[],
  changed: Partial<RelationSource> = {},
): RelationSource {
  const training = steps.map((history) => {
    const actions = actionsOfSteps(...history);
    return { actions, labelRows: new Int32Array(actions.length) };
  });
  return { training, itemCount: 8, timed: true, ...changed };
}
