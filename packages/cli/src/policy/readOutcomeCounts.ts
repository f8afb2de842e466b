import type { InputFile } from '../data/inputFile.js';
import { inputError } from '../data/inputFile.js';
import { countRows, type Group, type GroupCounts } from './countRows.js';

/** Counts of one intervention. */
export interface OutcomeCounts {
  readonly shown: GroupCounts;
  /** Devices that could have been shown it and were not. */
  readonly heldOut: GroupCounts;
}

/**
 * Reads counts of devices from a CSV file with a row for each intervention and group.
 *
 * @param known ids of interventions that the file may name
 * @returns by intervention
 * @throws AisleError `data-invalid` with the line, or as `tableRows` does
 */
export async function readOutcomeCounts(
  input: InputFile,
  known: readonly string[],
): Promise<ReadonlyMap<string, OutcomeCounts>> {
  const rows = new Map<string, Map<Group, GroupCounts>>();
  for await (const { intervention, group, counts, refuse } of countRows(input, known)) {
    const groups = rows.get(intervention) ?? new Map<Group, GroupCounts>();
    if (groups.has(group))
      refuse(`a second row of ${intervention}, ${group}`, 'Count each device once, and write one row.');
    rows.set(intervention, groups.set(group, counts));
  }
  const countsOf = (id: string, groups: ReadonlyMap<Group, GroupCounts>): OutcomeCounts => {
    const [shown, heldOut] = (['shown', 'held-out'] as const).map((group) => {
      const counts = groups.get(group);
      if (counts) return counts;
      throw inputError(
        'data-invalid',
        input,
        `no row ${id}, ${group}`,
        'Add it: only both groups together say what the intervention adds.',
      );
    }) as [GroupCounts, GroupCounts];
    return { shown, heldOut };
  };
  return new Map([...rows].map(([id, groups]) => [id, countsOf(id, groups)]));
}
