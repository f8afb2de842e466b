import type { EventLog } from '@aisle/model/train';
import { type InputFile, inputError } from './inputFile.js';
import type { ItemMetadata } from './itemMetadata.js';

const SHOWN_IDS = 3;

/** Changes of ids that programs make. If they make two ids equal, one file has lost something. */
const CHANGES: readonly { readonly found: string; readonly undo: (id: string) => string; readonly advice: string }[] = [
  {
    found: 'ids that have lost their leading zeros',
    undo: (id) => id.replace(/^0+(?=\d)/, ''),
    advice: 'Format the column of ids as text, and export both files again.',
  },
  {
    found: 'ids that differ in capital letters',
    undo: (id) => id.toLowerCase(),
    advice: 'Write ids as your pages do, in both files.',
  },
];

const listed = (ids: readonly string[]) =>
  ids
    .slice(0, SHOWN_IDS)
    .map((id) => JSON.stringify(id))
    .join(', ');

/**
 * Checks that a catalogue file is about the items of the log.
 *
 * @param input the catalogue file
 * @throws AisleError `data-invalid` if no item with events is in it, or if more of them are after a change of the ids
 */
export function checkCatalogue(input: InputFile, itemMetadata: readonly ItemMetadata[], log: EventLog): void {
  const catalogueIds = itemMetadata.map(({ itemId }): string => itemId);
  const known = new Set(catalogueIds);
  const withEvents = [...new Set(log.itemRows)].map((row) => log.itemIds[row - 1]!);
  const unmatched = withEvents.filter((id) => !known.has(id));
  const matchedCount = withEvents.length - unmatched.length;
  for (const { found, undo, advice } of CHANGES) {
    const idOfUndone = new Map(catalogueIds.map((id) => [undo(id), id]));
    const changed = unmatched.filter((id) => idOfUndone.has(undo(id)));
    if (changed.length <= matchedCount) continue;
    const inCatalogue = changed.map((id) => idOfUndone.get(undo(id))!);
    throw inputError(
      'data-invalid',
      input,
      `${found}: ${listed(changed)} in --data, ${listed(inCatalogue)} in the catalogue`,
      advice,
    );
  }
  if (matchedCount > 0 || withEvents.length === 0) return;
  throw inputError(
    'data-invalid',
    input,
    `none of the products with events: ${listed(unmatched)} in --data, ${listed(catalogueIds)} in the catalogue`,
    'Export both files with the ids that your pages use.',
  );
}
