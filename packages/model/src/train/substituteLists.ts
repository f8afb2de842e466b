import { countSubstitutes } from './countSubstitutes.js';
import { type Entry, strongestEntries } from './relationEntries.js';
import type { RelationSource } from './relationSource.js';

/** As the transitions, a weight is divided by powers of the items' counts. */
const [FROM_EXPONENT, TO_EXPONENT] = [0.5, 0.25];

/**
 * The substitutes of each item by the counts of a log.
 *
 * @param count substitutes of each item
 * @returns [itemCount + 1], strongest first
 */
export function substituteLists(source: RelationSource, count: number): Entry[][] {
  const { weightsOf, counts } = countSubstitutes(source);
  const divisor = (row: number, exponent: number) => (counts[row]! + 1) ** exponent;
  // One item at a time, because all pairs of a large log would not fit into memory.
  return Array.from({ length: source.itemCount + 1 }, (_, row) => {
    const entries = Array.from(weightsOf(row), ([other, weight]): Entry => {
      return [other, weight / divisor(row, FROM_EXPONENT) / divisor(other, TO_EXPONENT)];
    });
    return strongestEntries(entries, count);
  });
}
