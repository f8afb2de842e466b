import type { Declaration, Policy } from '@aisle/decisions';
import { positivePart } from './positivePart.js';

/** What a policy would do with another `boundDeviations`. Amounts are for one eligible device, in the declaration's currency. */
export interface CoveragePoint {
  readonly boundDeviations: number;
  /** The share of measured exposures whose intervention would be chosen for its gain, 0 to 1. */
  readonly coverage: number;
  /** Expected loss by interventions that are chosen and do harm. */
  readonly harm: number;
  /** Expected gain of interventions that help and are not chosen. */
  readonly missed: number;
  /** Whether it is the policy's own. */
  readonly isChosen: boolean;
}

const BOUNDS = [0, 0.5, 1, 1.5, 2, 2.5, 3];

/**
 * Coverage against regret, by how sure an intervention must be. Regret is `harm + missed`: what is lost, on average, to
 * somebody who knows every effect. The uplift of each intervention is normal with the policy's mean and spread, and
 * interventions weigh as much as they were measured. Without exposures, the curve is empty: a guess covers nothing.
 */
export function coverageCurve(
  { interventions, minExposures, boundDeviations: chosen }: Policy,
  { interventions: declared }: Pick<Declaration, 'interventions'>,
): readonly CoveragePoint[] {
  const effects = declared.flatMap(({ id, value, cost }) => {
    const known = Object.hasOwn(interventions, id) ? interventions[id] : undefined;
    if (!known || known.exposures === 0) return [];
    const { shown, base, exposures } = known;
    const mean = (shown.mean - base.mean) * value - cost;
    return [{ mean, spread: Math.hypot(shown.spread, base.spread) * value, exposures }];
  });
  const total = effects.reduce((sum, { exposures }) => sum + exposures, 0);
  if (total === 0) return [];
  return [...new Set([...BOUNDS, chosen])]
    .sort((a, b) => a - b)
    .map((boundDeviations) => {
      const point = { coverage: 0, harm: 0, missed: 0 };
      for (const { mean, spread, exposures } of effects) {
        const share = exposures / total;
        const isActing = exposures >= minExposures && mean - boundDeviations * spread > 0;
        if (isActing) {
          point.coverage += share;
          point.harm += share * positivePart(-mean, spread);
        } else point.missed += share * positivePart(mean, spread);
      }
      return { boundDeviations, ...point, isChosen: boundDeviations === chosen };
    });
}
