import { isChoice, isView } from '../choice.js';
import { historyColumns } from './historyColumns.js';
import { itemOccurrences } from './itemOccurrences.js';
import { isOtherKind, type RelationSource } from './relationSource.js';
import { sessionsOf } from './sessionsOf.js';

/** Views further apart in a session say little about the two items. */
const MAX_GAP = 10;
const GAP_DECAY = 0.9;
/** Two items that were viewed in one session, and neither was chosen: a weak sign of a comparison. */
const UNDECIDED_WEIGHT = 0.1;
/** Items of different kinds do not replace each other, whatever was viewed in between. */
const OTHER_KIND_SHARE = 0.25;

/**
 * Counts the substitutes of one item after the other: items that were viewed in the same session, of which one was put
 * into the cart or bought. In a log of views only, or of choices only, every common session counts. Items of the same
 * kind come first.
 *
 * @returns `weightsOf` gives the weights of a row's substitutes. `counts` are the rows' views, [itemCount + 1].
 */
export function countSubstitutes(source: RelationSource) {
  const { training, itemCount, timed } = source;
  const columns = historyColumns(training);
  const { itemRows, typeIndices } = columns;
  const [hasChoices, hasViews] = [isChoice, isView].map((is) => typeIndices.some((typeIndex) => is({ typeIndex })));
  const compares = (entry: number) => !(hasChoices && hasViews) || isView({ typeIndex: typeIndices[entry]! });
  const { offsets, entries } = itemOccurrences(columns, itemCount);
  const sessions = sessionsOf(columns, timed);
  const counts = new Uint32Array(itemCount + 1);
  itemRows.forEach((row, entry) => {
    if (compares(entry)) counts[row]! += 1;
  });

  function weightsOf(row: number): Map<number, number> {
    const weights = new Map<number, number>();
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const at = entries[i]!;
      if (!compares(at)) continue;
      const [start, end] = sessionAround(sessions, at);
      const chosen = new Set<number>();
      if (hasViews)
        for (let j = start; j < end; j++) if (isChoice({ typeIndex: typeIndices[j]! })) chosen.add(itemRows[j]!);
      for (let other = start; other < end; other++) {
        const itemRow = itemRows[other]!;
        const bothChosen = chosen.has(row) && chosen.has(itemRow);
        if (itemRow === row || bothChosen || !compares(other)) continue;
        const decided = chosen.has(row) || chosen.has(itemRow);
        const weight =
          GAP_DECAY ** (Math.abs(other - at) - 1) *
          (decided ? 1 : UNDECIDED_WEIGHT) *
          (isOtherKind(source, row, itemRow) ? OTHER_KIND_SHARE : 1);
        weights.set(itemRow, (weights.get(itemRow) ?? 0) + weight);
      }
    }
    return weights;
  }

  return { weightsOf, counts };
}

/** Start and end of the actions of the same session, at most `MAX_GAP` before and after `entry`. */
function sessionAround(sessions: Uint32Array, entry: number): [start: number, end: number] {
  let start = entry;
  while (start > entry - MAX_GAP && sessions[start - 1] === sessions[entry]) start -= 1;
  let end = entry + 1;
  while (end < entry + MAX_GAP + 1 && sessions[end] === sessions[entry]) end += 1;
  return [start, end];
}
