import type { TransitionTable } from '../transitionTable.js';

/**
 * The transitions of a release, in which learned rows are counted again. A release stores few different strengths, and
 * the other rows must keep theirs. A new strength becomes the nearest of them, by logarithm.
 *
 * @param released without rows for new items
 * @param counted from the whole log
 * @param learnedRows [itemCount + 1]
 */
export function continuedTransitions(
  released: TransitionTable,
  counted: TransitionTable,
  learnedRows: Uint8Array,
): TransitionTable {
  const levels = Float32Array.from(new Set(released.strengths)).sort();
  const offsets = new Uint32Array(learnedRows.length + 1);
  const toRows: number[] = [];
  const strengths: number[] = [];
  learnedRows.forEach((learned, row) => {
    const from = learned ? counted : released;
    for (let entry = from.offsets[row]!; entry < from.offsets[row + 1]!; entry++) {
      toRows.push(from.toRows[entry]!);
      strengths.push(learned ? nearestByLogarithm(levels, from.strengths[entry]!) : from.strengths[entry]!);
    }
    offsets[row + 1] = toRows.length;
  });
  return { offsets, toRows: Int32Array.from(toRows), strengths: Float32Array.from(strengths) };
}

/** @param levels ascending; without levels, the strength stays as it is */
function nearestByLogarithm(levels: Float32Array, strength: number): number {
  const distance = (level: number) => Math.abs(Math.log(level / strength));
  return levels.reduce(
    (nearest, level) => (distance(level) < distance(nearest) ? level : nearest),
    levels[0] ?? strength,
  );
}
