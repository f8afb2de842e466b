import type { InputFile } from '../data/inputFile.js';
import { inputError } from '../data/inputFile.js';
import { tableRows } from '../data/tableRows.js';

/** How many devices of a group had success. */
export interface GroupCounts {
  readonly devices: number;
  /** At most `devices`. */
  readonly successes: number;
}

/** Counts of one intervention. */
export interface OutcomeCounts {
  readonly shown: GroupCounts;
  /** Devices that could have been shown it and were not. */
  readonly heldOut: GroupCounts;
}

const GROUPS = ['shown', 'held-out'] as const;
type Group = (typeof GROUPS)[number];

const COLUMNS = { intervention: ['intervention'], group: ['group'], devices: ['devices'], successes: ['successes'] };
const HEADER_ADVICE = 'Write the header intervention,group,devices,successes.';

function wholeNumberOf(text: string, refuse: (found: string, advice: string) => never, column: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  return refuse(`${column} ${JSON.stringify(text)}`, 'Write a whole number, without separators.');
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
  const columns = { required: COLUMNS, optional: {} };
  for await (const batch of tableRows(input, ',', columns, () => HEADER_ADVICE))
    for (const row of batch) {
      const refuse = (found: string, advice: string): never => {
        throw inputError('data-invalid', input, `${found} in line ${row.line}`, advice);
      };
      if ('problem' in row) return refuse(`an unreadable row (${row.problem})`, 'Correct the row.');
      const { intervention, group: groupText } = row.value;
      if (!known.includes(intervention))
        return refuse(`intervention ${JSON.stringify(intervention)}`, `Name one of ${known.join(', ')}.`);
      const group = GROUPS.find((one) => one === groupText);
      if (!group) return refuse(`group ${JSON.stringify(groupText)}`, `Write ${GROUPS.join(' or ')}.`);
      const devices = wholeNumberOf(row.value.devices, refuse, 'devices');
      const successes = wholeNumberOf(row.value.successes, refuse, 'successes');
      if (successes > devices)
        return refuse(`${successes} successes of ${devices} devices`, 'Count each device at most once.');
      const groups = rows.get(intervention) ?? new Map<Group, GroupCounts>();
      if (groups.has(group))
        return refuse(`a second row of ${intervention}, ${group}`, 'Count each device once, and write one row.');
      rows.set(intervention, groups.set(group, { devices, successes }));
    }
  const countsOf = (id: string, groups: ReadonlyMap<Group, GroupCounts>): OutcomeCounts => {
    const [shown, heldOut] = GROUPS.map((group) => {
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
