import type { Estimate, InterventionPolicy, Policy } from '@aisle/decisions';
import { alignedTable } from '../alignedTable.js';

const HEADER = ['intervention', '', 'exposures', 'shown', 'base', 'uplift'];

const percent = (share: number) => (share * 100).toFixed(2);
const withSpread = ({ mean, spread }: Estimate) => `${percent(mean)} ± ${percent(spread)} %`;

function cellsOf({ shown, base, exposures }: InterventionPolicy): string[] {
  const uplift = { mean: shown.mean - base.mean, spread: Math.hypot(shown.spread, base.spread) };
  return [exposures.toLocaleString('en'), ...[shown, base, uplift].map(withSpread)];
}

/** A row for each intervention and policy: exposures, and shares of success ± one standard deviation. */
export function policyTable(policies: Readonly<Record<string, Policy>>): string {
  const ids = [...new Set(Object.values(policies).flatMap(({ interventions }) => Object.keys(interventions)))];
  const rows = ids.flatMap((id) =>
    Object.entries(policies).map(([name, { interventions }]) => [id, name, ...cellsOf(interventions[id]!)]),
  );
  return alignedTable([HEADER, ...rows], 2);
}
