import type { Estimate, InterventionPolicy } from '@aisle/decisions';
import type { GroupCounts } from './countRows.js';
import type { OutcomeCounts } from './readOutcomeCounts.js';

/** Before any count, every share is as likely: Beta(1, 1). */
export const UNKNOWN: Estimate = { mean: 0.5, spread: Math.sqrt(1 / 12) };

/**
 * The share of successes after these counts. The estimate is read as the Beta distribution with its mean and spread. To
 * that, counts are added (https://en.wikipedia.org/wiki/Conjugate_prior).
 *
 * @param prior satisfies `isBeta`
 */
function posterior({ mean, spread }: Estimate, { devices, successes }: GroupCounts): Estimate {
  const priorDevices = (mean * (1 - mean)) / spread ** 2 - 1;
  const total = priorDevices + devices;
  const share = (mean * priorDevices + successes) / total;
  return { mean: share, spread: Math.sqrt((share * (1 - share)) / (total + 1)) };
}

/** Whether a Beta distribution has this mean and spread. */
export const isBeta = ({ mean, spread }: Estimate): boolean => spread > 0 && spread ** 2 < mean * (1 - mean);

/** What a policy knows of an intervention after these counts. */
export const addCounts = (before: InterventionPolicy, { shown, heldOut }: OutcomeCounts): InterventionPolicy => ({
  ...before,
  shown: posterior(before.shown, shown),
  base: posterior(before.base, heldOut),
  exposures: before.exposures + shown.devices,
});
