import type { Action } from '../action.js';
import { isChoice, isView } from '../choice.js';
import { itemOccurrences } from './itemOccurrences.js';
import { isSameKind, type RelationSource } from './relationSource.js';
import { startsSession } from './sessions.js';

/** Choices further apart in a history say little about the two items. */
const MAX_GAP = 10;
/** A later choice weighs e^(-days / 30). */
const DECAY_DAYS = 30;
const DAY_MS = 86_400_000;
/** Weight per step where no time or no choice orders a history. */
const STEP_DECAY = 0.8;
/** A companion is bought after the item rather than before it. */
const BACKWARD_SHARE = 0.3;
/** What a shopper views right after a choice is a weak sign. */
const VIEW_WEIGHT = 0.2;
const VIEW_DECAY = 0.9;
/** Another item of the kind, viewed after the choice, is a substitute more often than a companion. */
const SAME_KIND_SHARE = 0.25;

interface Choice {
  readonly itemRow: number;
  readonly timestampMs: number;
  readonly session: number;
  /** Index into the history's actions. */
  readonly index: number;
}

/**
 * Counts the companions of one item after the other: items that were put into the cart or bought in the same session or
 * later. In a log without such actions, they are the next items of the sequence, those of another kind first.
 *
 * @returns `weightsOf` gives the weights of a row's companions. `counts` are the rows' choices, [itemCount + 1].
 */
export function countCompanions(source: RelationSource) {
  const { training, itemCount, timed } = source;
  const hasChoices = training.some(({ actions }) => actions.some(isChoice));
  const choices = training.map(({ actions }) => choicesOf(actions, timed, hasChoices));
  const { offsets, histories, historyIndices } = itemOccurrences(choices, itemCount);
  // Only timestamps and choices tell together from later.
  const byTime = timed && hasChoices;

  function pairWeight(from: Choice, to: Choice, gap: number): number {
    if (byTime && from.session === to.session) return 1;
    const elapsedMs = Math.abs(to.timestampMs - from.timestampMs);
    const near = byTime ? Math.exp(-elapsedMs / (DECAY_DAYS * DAY_MS)) : STEP_DECAY ** (Math.abs(gap) - 1);
    const kindShare = !hasChoices && isSameKind(source, from.itemRow, to.itemRow) ? SAME_KIND_SHARE : 1;
    return near * kindShare * (gap < 0 ? BACKWARD_SHARE : 1);
  }

  function weightsOf(row: number): Map<number, number> {
    const weights = new Map<number, number>();
    const add = (other: number, weight: number) => weights.set(other, (weights.get(other) ?? 0) + weight);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const [history, at] = [histories[i]!, historyIndices[i]!];
      const own = choices[history]!;
      const from = own[at]!;
      for (let other = Math.max(0, at - MAX_GAP); other < Math.min(own.length, at + MAX_GAP + 1); other++)
        if (own[other]!.itemRow !== row) add(own[other]!.itemRow, pairWeight(from, own[other]!, other - at));
      if (hasChoices)
        for (const [viewed, weight] of viewsAfter(training[history]!.actions, from.index, timed))
          if (viewed !== row) add(viewed, weight * (isSameKind(source, row, viewed) ? SAME_KIND_SHARE : 1));
    }
    return weights;
  }

  return {
    weightsOf,
    counts: Uint32Array.from({ length: itemCount + 1 }, (_, row) => offsets[row + 1]! - offsets[row]!),
  };
}

/** The choices of a history. A purchase of what is in the cart in this session is not a further choice. */
function choicesOf(actions: readonly Action[], timed: boolean, hasChoices: boolean): Choice[] {
  const found: Choice[] = [];
  const chosen = new Set<number>();
  let session = 0;
  actions.forEach((action, index) => {
    if (startsSession(actions, index, timed)) {
      session += 1;
      chosen.clear();
    }
    const { itemRow, timestampMs } = action;
    if (hasChoices && (!isChoice(action) || chosen.has(itemRow))) return;
    chosen.add(itemRow);
    found.push({ itemRow, timestampMs, session, index });
  });
  return found;
}

/** Rows and weights of the views in the rest of the session. */
function* viewsAfter(actions: readonly Action[], index: number, timed: boolean): Generator<[number, number]> {
  const end = Math.min(actions.length, index + MAX_GAP + 1);
  for (let later = index + 1; later < end && !startsSession(actions, later, timed); later++)
    if (isView(actions[later]!)) yield [actions[later]!.itemRow, VIEW_WEIGHT * VIEW_DECAY ** (later - index - 1)];
}
