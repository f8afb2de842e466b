import type { ContextFeature, Estimate, InterventionPolicy } from '@aisle/decisions';
import { addCounts, UNKNOWN } from './addCounts.js';
import type { CellCounts } from './readCellCounts.js';

const wider = (center: Estimate, other: Estimate): Estimate => ({
  mean: center.mean,
  spread: Math.max(center.spread, other.spread),
});

/**
 * What a policy knows of an intervention whose effect depends on a feature. The estimates are those of devices without the
 * feature, and the coefficient adds the difference. A policy has one spread for both, so it gets the larger one, and the
 * exposures of the cell with fewer.
 */
export function withContext(feature: ContextFeature, cells: CellCounts): InterventionPolicy {
  const [without, having] = cells.map((counts) =>
    addCounts({ shown: UNKNOWN, base: UNKNOWN, exposures: 0 }, counts),
  ) as [InterventionPolicy, InterventionPolicy];
  const upliftOf = ({ shown, base }: InterventionPolicy) => shown.mean - base.mean;
  return {
    shown: wider(without.shown, having.shown),
    base: wider(without.base, having.base),
    exposures: Math.min(without.exposures, having.exposures),
    context: { [feature]: upliftOf(having) - upliftOf(without) },
  };
}
