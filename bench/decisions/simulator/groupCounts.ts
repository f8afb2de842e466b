import type { OutcomeCounts } from '../../../packages/cli/src/policy/readOutcomeCounts.js';
import type { Visit } from './visit.js';

/**
 * Counts each device once, at its first visit of the period that showed the intervention, or that held it out.
 *
 * @param visits of a period, each device's in order
 * @returns by id of intervention
 */
export function groupCounts(visits: readonly Visit[], ids: readonly string[]): ReadonlyMap<string, OutcomeCounts> {
  return new Map(
    ids.map((id) => [
      id,
      {
        shown: countFirst(visits.filter(({ shown }) => shown?.id === id)),
        heldOut: countFirst(visits.filter(({ heldOut }) => heldOut.has(id))),
      },
    ]),
  );
}

function countFirst(visits: readonly Visit[]) {
  const first = new Map<string, boolean>();
  for (const { shopper, ordered } of visits) if (!first.has(shopper.deviceId)) first.set(shopper.deviceId, ordered);
  return { devices: first.size, successes: [...first.values()].filter((ordered) => ordered).length };
}
