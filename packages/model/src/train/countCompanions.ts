import { isChoice, isView } from '../choice.js';
import { type HistoryColumns, historyColumns } from './historyColumns.js';
import { itemOccurrences } from './itemOccurrences.js';
import { isSameKind, type RelationSource } from './relationSource.js';
import { sessionsOf } from './sessionsOf.js';

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

/**
 * Counts the companions of one item after the other: items that were put into the cart or bought in the same session or
 * later. In a log without such actions, they are the next items of the sequence, those of another kind first.
 *
 * @returns `weightsOf` gives the weights of a row's companions. `counts` are the rows' choices, [itemCount + 1].
 */
export function countCompanions(source: RelationSource) {
  const { training, itemCount, timed } = source;
  const columns = historyColumns(training);
  const hasChoices = columns.typeIndices.some((typeIndex) => isChoice({ typeIndex }));
  const sessions = sessionsOf(columns, timed);
  const choices = choicesOf(columns, sessions, hasChoices);
  const { offsets, histories, entries } = itemOccurrences(choices, itemCount);
  // Only timestamps and choices tell together from later.
  const byTime = timed && hasChoices;

  /** @param from, to indices into `choices` */
  function pairWeight(from: number, to: number): number {
    const gap = to - from;
    const [fromAction, toAction] = [choices.actions[from]!, choices.actions[to]!];
    if (byTime && sessions[fromAction] === sessions[toAction]) return 1;
    const elapsedMs = Math.abs(columns.timestampsMs[toAction]! - columns.timestampsMs[fromAction]!);
    const near = byTime ? Math.exp(-elapsedMs / (DECAY_DAYS * DAY_MS)) : STEP_DECAY ** (Math.abs(gap) - 1);
    const kindShare =
      !hasChoices && isSameKind(source, choices.itemRows[from]!, choices.itemRows[to]!) ? SAME_KIND_SHARE : 1;
    return near * kindShare * (gap < 0 ? BACKWARD_SHARE : 1);
  }

  function weightsOf(row: number): Map<number, number> {
    const weights = new Map<number, number>();
    const add = (other: number, weight: number) => weights.set(other, (weights.get(other) ?? 0) + weight);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const [history, at] = [histories[i]!, entries[i]!];
      const end = Math.min(choices.offsets[history + 1]!, at + MAX_GAP + 1);
      for (let other = Math.max(choices.offsets[history]!, at - MAX_GAP); other < end; other++)
        if (choices.itemRows[other] !== row) add(choices.itemRows[other]!, pairWeight(at, other));
      if (hasChoices)
        for (const [viewed, weight] of viewsAfter(columns, sessions, choices.actions[at]!))
          if (viewed !== row) add(viewed, weight * (isSameKind(source, row, viewed) ? SAME_KIND_SHARE : 1));
    }
    return weights;
  }

  return {
    weightsOf,
    counts: Uint32Array.from({ length: itemCount + 1 }, (_, row) => offsets[row + 1]! - offsets[row]!),
  };
}

/** The choices of each history, as columns. `actions` are their indices into the columns of the histories. */
interface Choices {
  /** [histories + 1] */
  readonly offsets: Uint32Array;
  readonly itemRows: Int32Array;
  readonly actions: Uint32Array;
}

/** A purchase of what is in the cart in this session is not a further choice. */
function choicesOf(
  { offsets, itemRows, typeIndices }: HistoryColumns,
  sessions: Uint32Array,
  hasChoices: boolean,
): Choices {
  const found: number[] = [];
  const foundOffsets = new Uint32Array(offsets.length);
  const chosen = new Set<number>();
  for (let history = 0; history + 1 < offsets.length; history++) {
    for (let action = offsets[history]!; action < offsets[history + 1]!; action++) {
      if (sessions[action] !== sessions[action - 1]) chosen.clear();
      const itemRow = itemRows[action]!;
      if (hasChoices && (!isChoice({ typeIndex: typeIndices[action]! }) || chosen.has(itemRow))) continue;
      chosen.add(itemRow);
      found.push(action);
    }
    foundOffsets[history + 1] = found.length;
  }
  return {
    offsets: foundOffsets,
    itemRows: Int32Array.from(found, (action) => itemRows[action]!),
    actions: Uint32Array.from(found),
  };
}

/** Rows and weights of the views in the rest of the session. */
function* viewsAfter(
  { itemRows, typeIndices }: HistoryColumns,
  sessions: Uint32Array,
  action: number,
): Generator<[number, number]> {
  for (let later = action + 1; later <= action + MAX_GAP && sessions[later] === sessions[action]; later++)
    if (isView({ typeIndex: typeIndices[later]! }))
      yield [itemRows[later]!, VIEW_WEIGHT * VIEW_DECAY ** (later - action - 1)];
}
