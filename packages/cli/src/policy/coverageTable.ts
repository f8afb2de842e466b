import { alignedTable } from '../alignedTable.js';
import type { CoveragePoint } from './coverageCurve.js';

const DIGITS = 4;

/** The curve of `coverageCurve`, a row for each bound. The policy's own is marked. */
export function coverageTable(points: readonly CoveragePoint[], currency: string): string {
  if (points.length === 0) return 'The policy rests on a guess, so no intervention is chosen for its gain yet.';
  const rows = points.map(({ boundDeviations, coverage, harm, missed, isChosen }) => [
    `${boundDeviations}${isChosen ? ' (chosen)' : ''}`,
    `${(100 * coverage).toFixed(0)} %`,
    ...[harm + missed, harm, missed].map((amount) => amount.toFixed(DIGITS)),
  ]);
  return alignedTable([['boundDeviations', 'coverage', `regret, ${currency}`, 'harm', 'missed gain'], ...rows], 1);
}
