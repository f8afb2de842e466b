import type { Relations } from '../relations.js';
import { companionLists } from './companionLists.js';
import { type Entry, entriesOfRow, strongestEntries, sumOfEntries, tableOfEntries } from './relationEntries.js';
import { isOtherKind, type RelationSource } from './relationSource.js';
import { substituteLists } from './substituteLists.js';

/**
 * Entries of an item in one table. On Amazon Beauty, six take 12 bytes of an item in each file after gzip, and eight take
 * 15. Both files together may take 25.
 */
const MAX_ENTRIES = 6;
/** An item with fewer entries gets further ones. */
const ENOUGH_ENTRIES = 4;
/** A further entry has at most this share of the table's median strength. */
const FILLED_SHARE = 0.25;

/**
 * The relations of a log. Where they are thin, substitutes are filled with the nearest items by content, and companions
 * with those of the substitutes.
 */
export function buildRelations(source: RelationSource): Required<Relations> {
  const companions = companionLists(source, MAX_ENTRIES);
  const counted = substituteLists(source, MAX_ENTRIES);
  const substitutes = filled(counted, (row) =>
    source.nearest ? entriesOfRow(source.nearest, row).filter(([other]) => !isOtherKind(source, row, other)) : [],
  );
  return {
    companions: tableOfEntries(filled(companions, (row) => sumOfEntries(companions, substitutes[row]!))),
    substitutes: tableOfEntries(substitutes),
  };
}

/** @param fillersOf further entries of a row */
function filled(lists: readonly (readonly Entry[])[], fillersOf: (row: number) => Iterable<Entry>): Entry[][] {
  const highest = FILLED_SHARE * medianStrength(lists);
  return lists.map((list, row) => {
    if (row === 0 || list.length >= ENOUGH_ENTRIES) return [...list];
    const known = new Set([row, ...list.map(([other]) => other)]);
    const fillers = [...fillersOf(row)].filter(([other]) => !known.has(other));
    const added = strongestEntries(fillers, ENOUGH_ENTRIES - list.length);
    const scale = Math.min(highest, list.at(-1)?.[1] ?? highest) / (added[0]?.[1] ?? 1);
    return [...list, ...added.map(([other, strength]): Entry => [other, strength * scale])];
  });
}

/** 1 without entries: then only the order of the strengths matters. */
function medianStrength(lists: readonly (readonly Entry[])[]): number {
  const strengths = Float64Array.from(lists.flatMap((list) => list.map(([, strength]) => strength))).sort();
  return strengths[strengths.length >> 1] ?? 1;
}
