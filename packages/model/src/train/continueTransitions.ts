import type { TransitionTable } from '../transitionTable.js';

/**
 * A release's memory in which learned rows are counted again. A release stores few different strengths, and those of the
 * other rows must stay among them to the bit: new ones become the nearest of these, by their logarithm.
 *
 * @param known of a release, with fewer rows where items are new
 * @param counted the same shop's from the log now, [itemCount + 2] offsets
 * @param learnedRows [itemCount + 1]
 */
export function continuedTransitions(
  known: TransitionTable,
  counted: TransitionTable,
  learnedRows: Uint8Array,
): TransitionTable {
  const levels = Float32Array.from(new Set(known.strengths)).sort();
  const offsets = new Uint32Array(learnedRows.length + 1);
  const toRows: number[] = [];
  const strengths: number[] = [];
  learnedRows.forEach((learned, row) => {
    const from = learned ? counted : known;
    for (let entry = from.offsets[row]!; entry < from.offsets[row + 1]!; entry++) {
      toRows.push(from.toRows[entry]!);
      strengths.push(learned ? nearestByLogarithm(levels, from.strengths[entry]!) : from.strengths[entry]!);
    }
    offsets[row + 1] = toRows.length;
  });
  return { offsets, toRows: Int32Array.from(toRows), strengths: Float32Array.from(strengths) };
}

/** @param levels ascending; where there are none, nothing has to stay, and the strength is its own */
function nearestByLogarithm(levels: Float32Array, strength: number): number {
  const distance = (level: number) => Math.abs(Math.log(level / strength));
  return levels.reduce(
    (nearest, level) => (distance(level) < distance(nearest) ? level : nearest),
    levels[0] ?? strength,
  );
}
