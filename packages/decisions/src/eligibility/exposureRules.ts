import type { Declaration, Intervention, InterventionRules } from '../declaration/declaration.js';
import { capReached } from './capReached.js';
import type { Situation } from './situation.js';

/** The rules that other exposures of the device can break. They are checked again when an exposure is reserved. */
export interface ExposureRules extends InterventionRules, Pick<Intervention, 'excludes'> {}

/** The intervention's rules, and the defaults for those that it does not have. */
export const exposureRules = (
  { defaults }: Pick<Declaration, 'defaults'>,
  { rules, excludes }: Pick<Intervention, 'rules' | 'excludes'>,
): ExposureRules => ({ ...defaults, ...rules, ...(excludes && { excludes }) });

/** The rule that forbids one more exposure: another one of the session excludes it, or a cap has no place. */
export function exposureRefused(
  rules: ExposureRules,
  situation: Pick<Situation, 'exposures' | 'nowMs' | 'sessionStartMs'>,
): ReturnType<typeof capReached> | 'excludes' {
  const { exposures, sessionStartMs } = situation;
  const isExcluded = exposures.some(
    ({ id, timestampMs }) => timestampMs >= sessionStartMs && rules.excludes?.includes(id),
  );
  return isExcluded ? 'excludes' : capReached(rules, situation);
}
