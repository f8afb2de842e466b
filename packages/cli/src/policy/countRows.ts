import type { ContextFeature } from '@aisle/decisions';
import type { InputFile } from '../data/inputFile.js';
import { inputError } from '../data/inputFile.js';
import { tableRows } from '../data/tableRows.js';
import { CONTEXT_FEATURES } from './contextFeatures.js';

/** How many devices of a group had success. */
export interface GroupCounts {
  readonly devices: number;
  /** At most `devices`. */
  readonly successes: number;
}

const GROUPS = ['shown', 'held-out'] as const;
export type Group = (typeof GROUPS)[number];

/** A row of a file of counts. */
export interface CountRow {
  readonly intervention: string;
  readonly group: Group;
  /** Those of the file's columns. */
  readonly features: Readonly<Partial<Record<ContextFeature, 0 | 1>>>;
  readonly counts: GroupCounts;
  /** Throws an error that names the line. */
  readonly refuse: (found: string, advice: string) => never;
}

const COLUMNS = { intervention: ['intervention'], group: ['group'], devices: ['devices'], successes: ['successes'] };
const FEATURE_COLUMNS = { hasCart: ['hasCart'], hasOrdered: ['hasOrdered'], isReturning: ['isReturning'] };
const HEADER_ADVICE = 'Write the header intervention,group,devices,successes.';

function wholeNumberOf(text: string, refuse: CountRow['refuse'], column: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  return refuse(`${column} ${JSON.stringify(text)}`, 'Write a whole number, without separators.');
}

/**
 * Reads rows of a CSV file with the columns intervention, group, devices and successes, and any of the features.
 *
 * @param known ids of interventions that the file may name
 * @throws AisleError `data-invalid` with the line, or as `tableRows` does
 */
export async function* countRows(input: InputFile, known: readonly string[]): AsyncGenerator<CountRow> {
  const columns = { required: COLUMNS, optional: FEATURE_COLUMNS };
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
      const features: Partial<Record<ContextFeature, 0 | 1>> = {};
      for (const name of CONTEXT_FEATURES) {
        const text = row.value[name];
        if (text === undefined) continue;
        if (text !== '0' && text !== '1') refuse(`${name} ${JSON.stringify(text)}`, 'Write 0 or 1.');
        features[name] = text === '1' ? 1 : 0;
      }
      yield { intervention, group, features, counts: { devices, successes }, refuse };
    }
}
