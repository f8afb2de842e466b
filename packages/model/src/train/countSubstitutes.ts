import type { Action } from '../action.js';
import { isChoice, isView } from '../choice.js';
import { itemOccurrences } from './itemOccurrences.js';
import { isOtherKind, type RelationSource } from './relationSource.js';
import { startsSession } from './sessions.js';

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
  const [hasChoices, hasViews] = [isChoice, isView].map((is) => training.some(({ actions }) => actions.some(is)));
  const compares = hasChoices && hasViews ? isView : () => true;
  const { offsets, histories, historyIndices } = itemOccurrences(
    training.map(({ actions }) => actions),
    itemCount,
  );
  const counts = new Uint32Array(itemCount + 1);
  for (const { actions } of training) for (const action of actions) if (compares(action)) counts[action.itemRow]! += 1;

  function weightsOf(row: number): Map<number, number> {
    const weights = new Map<number, number>();
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const { actions } = training[histories[i]!]!;
      const at = historyIndices[i]!;
      if (!compares(actions[at]!)) continue;
      const [start, end] = sessionAround(actions, at, timed);
      const chosen = new Set<number>();
      if (hasViews) for (let j = start; j < end; j++) if (isChoice(actions[j]!)) chosen.add(actions[j]!.itemRow);
      for (let other = start; other < end; other++) {
        const { itemRow } = actions[other]!;
        const bothChosen = chosen.has(row) && chosen.has(itemRow);
        if (itemRow === row || bothChosen || !compares(actions[other]!)) continue;
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

/** Start and end of the actions of the same session, at most `MAX_GAP` before and after `index`. */
function sessionAround(actions: readonly Action[], index: number, timed: boolean): [start: number, end: number] {
  let start = index;
  while (start > Math.max(0, index - MAX_GAP) && !startsSession(actions, start, timed)) start -= 1;
  let end = index + 1;
  while (end < Math.min(actions.length, index + MAX_GAP + 1) && !startsSession(actions, end, timed)) end += 1;
  return [start, end];
}
