import type { ContextFeature } from '@aisle/decisions';
import { type InputFile, inputError } from '../data/inputFile.js';
import { CONTEXT_FEATURES } from './contextFeatures.js';
import { countRows, type Group, type GroupCounts } from './countRows.js';
import type { OutcomeCounts } from './readOutcomeCounts.js';

/** Counts of the devices without a feature, and of those with it. */
export type CellCounts = readonly [without: OutcomeCounts, having: OutcomeCounts];

/** By intervention, and by each feature of the file. */
export type ContextCounts = ReadonlyMap<string, ReadonlyMap<ContextFeature, CellCounts>>;

const NONE: GroupCounts = { devices: 0, successes: 0 };
const EMPTY: OutcomeCounts = { shown: NONE, heldOut: NONE };

const sumOf = (a: GroupCounts, b: GroupCounts): GroupCounts => ({
  devices: a.devices + b.devices,
  successes: a.successes + b.successes,
});

function withCounts(cell: OutcomeCounts, group: Group, counts: GroupCounts): OutcomeCounts {
  return group === 'shown'
    ? { ...cell, shown: sumOf(cell.shown, counts) }
    : { ...cell, heldOut: sumOf(cell.heldOut, counts) };
}

/**
 * Reads counts of devices by their features at the moment of the decision. The rows of a file with several features are
 * added up for each of them.
 *
 * @param known ids of interventions that the file may name
 * @throws AisleError `data-invalid`, if the file has no column of a feature, too
 */
export async function readCellCounts(input: InputFile, known: readonly string[]): Promise<ContextCounts> {
  const found = new Map<string, Map<ContextFeature, CellCounts>>();
  for await (const { intervention, group, features, counts, refuse } of countRows(input, known)) {
    const names = CONTEXT_FEATURES.filter((name) => features[name] !== undefined);
    if (names.length === 0) refuse('no feature', `Add a column ${CONTEXT_FEATURES.join(', ')} with 0 or 1.`);
    const cells = found.get(intervention) ?? new Map<ContextFeature, CellCounts>();
    found.set(intervention, cells);
    for (const name of names) {
      const [without, having] = cells.get(name) ?? [EMPTY, EMPTY];
      const next: CellCounts = features[name]
        ? [without, withCounts(having, group, counts)]
        : [withCounts(without, group, counts), having];
      cells.set(name, next);
    }
  }
  for (const [id, cells] of found)
    for (const [name, both] of cells)
      for (const { shown, heldOut } of both)
        if (shown.devices === 0 || heldOut.devices === 0)
          throw inputError(
            'data-invalid',
            input,
            `no devices of ${id} in a group with or without ${name}`,
            'Add the rows: all four groups together say what the feature changes.',
          );
  return found;
}
