import type { Relations } from '../relations.js';
import type { TransitionTable } from '../transitionTable.js';
import { countCompanions } from './countCompanions.js';
import { countSubstitutes } from './countSubstitutes.js';
import { isOtherKind, type RelationSource } from './relationSource.js';

/**
 * Entries of an item in one table. On Amazon Beauty, six take 11 bytes of an item in each file after gzip, and eight take
 * 15. Both files together may take 25.
 */
const MAX_ENTRIES = 6;
/** As the transitions, a weight is divided by powers of the items' counts. */
const [FROM_EXPONENT, TO_EXPONENT] = [0.5, 0.25];
/** An item with fewer counted entries gets further ones by content. */
const ENOUGH_ENTRIES = 4;
/** A filled entry is at most this share of the table's median strength. */
const FILLED_SHARE = 0.25;

/** Rows and strengths, strongest first. */
type Entry = readonly [row: number, strength: number];

/**
 * The relations of a log. Where counts are thin, substitutes are filled with the nearest items by content. Companions
 * are filled with those of the nearest items, then of the kind.
 */
export function buildRelations(source: RelationSource): Required<Relations> {
  const substitutes = counted(source, countSubstitutes(source));
  const companions = counted(source, countCompanions(source));
  const companionsOfKind = companionsByKind(source, companions);
  return {
    companions: filledTable(companions, (row) => [
      companionsOfNearest(source, companions, substitutes[row]!, row),
      companionsOfKind(row),
    ]),
    substitutes: filledTable(substitutes, (row) => [
      neighbours(source, row).filter(([other]) => !isOtherKind(source, row, other)),
    ]),
  };
}

/** [itemCount + 1] */
function counted(
  { itemCount }: RelationSource,
  { weightsOf, counts }: ReturnType<typeof countCompanions>,
): readonly (readonly Entry[])[] {
  const divisor = (row: number, exponent: number) => (counts[row]! + 1) ** exponent;
  // One item at a time, because all pairs of a large log would not fit into memory.
  return Array.from({ length: itemCount + 1 }, (_, row) =>
    [...weightsOf(row)]
      .map(([other, weight]): Entry => [other, weight / divisor(row, FROM_EXPONENT) / divisor(other, TO_EXPONENT)])
      .sort(byStrength)
      .slice(0, MAX_ENTRIES),
  );
}

/** Strongest first, the lower row first among equals: the same data always gives the same table. */
const byStrength = (a: Entry, b: Entry) => b[1] - a[1] || a[0] - b[0];

/** The nearest items by content, strengths at most 1. */
function neighbours({ nearest }: RelationSource, row: number): Entry[] {
  const found: Entry[] = [];
  for (let entry = nearest?.offsets[row] ?? 0; entry < (nearest?.offsets[row + 1] ?? 0); entry++)
    found.push([nearest!.toRows[entry]!, nearest!.strengths[entry]!]);
  return found;
}

/** Sums the companions of several items, each weighted. */
function summed(companions: readonly (readonly Entry[])[], items: readonly Entry[]): Entry[] {
  const sums = new Map<number, number>();
  for (const [item, weight] of items)
    for (const [row, strength] of companions[item]!) sums.set(row, (sums.get(row) ?? 0) + weight * strength);
  return [...sums];
}

/** Without a catalogue, the nearest items are the substitutes. */
function companionsOfNearest(
  source: RelationSource,
  companions: readonly (readonly Entry[])[],
  substitutes: readonly Entry[],
  row: number,
): Entry[] {
  return summed(companions, source.nearest ? neighbours(source, row) : substitutes);
}

function companionsByKind({ categories }: RelationSource, companions: readonly (readonly Entry[])[]) {
  const itemsOf: Entry[][] = (categories?.names ?? []).map(() => []);
  categories?.ofRow.forEach((kind, row) => itemsOf[kind]?.push([row, 1]));
  const found = itemsOf.map((items) => summed(companions, items).sort(byStrength).slice(0, MAX_ENTRIES));
  return (row: number): readonly Entry[] => found[categories?.ofRow[row] ?? -1] ?? [];
}

/** @param fillersOf lists of further entries, the best list first */
function filledTable(
  countedEntries: readonly (readonly Entry[])[],
  fillersOf: (row: number) => readonly (readonly Entry[])[],
): TransitionTable {
  const filled = FILLED_SHARE * medianStrength(countedEntries);
  const rows = countedEntries.map((entries, row) => {
    const kept = new Map(entries);
    if (row === 0 || entries.length >= ENOUGH_ENTRIES) return kept;
    let ceiling = Math.min(filled, entries.at(-1)?.[1] ?? filled);
    for (const fillers of fillersOf(row)) {
      const sorted = fillers.filter(([other]) => other !== row && !kept.has(other)).sort(byStrength);
      const strongest = sorted[0]?.[1] ?? 1;
      for (const [other, strength] of sorted.slice(0, ENOUGH_ENTRIES - kept.size))
        kept.set(other, (ceiling * strength) / strongest);
      ceiling /= 2;
    }
    return kept;
  });
  const offsets = new Uint32Array(rows.length + 1);
  const entries = rows.flatMap((kept, row) => {
    offsets[row + 1] = offsets[row]! + kept.size;
    return [...kept].sort((a, b) => a[0] - b[0]);
  });
  return {
    offsets,
    toRows: Int32Array.from(entries, ([row]) => row),
    strengths: Float32Array.from(entries, ([, strength]) => strength),
  };
}

/** 1 without entries: then only the order of the strengths matters. */
function medianStrength(rows: readonly (readonly Entry[])[]): number {
  const strengths = Float64Array.from(rows.flatMap((entries) => entries.map(([, strength]) => strength))).sort();
  return strengths[strengths.length >> 1] ?? 1;
}
