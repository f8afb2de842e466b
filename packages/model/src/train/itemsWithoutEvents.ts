import type { TrainedModel } from '../config.js';
import type { TransitionTable } from '../transitionTable.js';
import type { EventCounts } from './eventCounts.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';

/** An item without events takes vector and bias from this many similar items with events. */
const LEARNED_FROM = 8;
/** So many items lead to it. */
const LED_FROM = 12;
/** An item leads to at most this many items without events, beside its other transitions. */
const MAX_LED_TO = 4;
/** A similar item leads to it at least by this share of its strongest transition, times the similarity. */
const SHARE = 0.4;

interface Similar {
  readonly row: number;
  readonly similarity: number;
}

interface Transition {
  /** The other item. */
  readonly row: number;
  readonly strength: number;
}

/**
 * Completes a model for items of the catalogue that nobody has seen yet. Training knows them only as wrong answers, so it
 * would rank them last. They get the mean vector and the mean bias of similar items. What leads to similar items leads to
 * them, on average as strongly, and so do the similar items themselves.
 *
 * @param content of `contentNeighbours`. An item without similar items with events stays as it is.
 * @param changeable [itemCount + 1], 1 for the rows that may change. Default: all
 */
export function withItemsWithoutEvents(
  { config, values, transitions, ...others }: TrainedModel,
  { actionCounts: counts }: Pick<EventCounts, 'actionCounts'>,
  content: TransitionTable,
  changeable: Uint8Array = new Uint8Array(config.itemCount + 1).fill(1),
): TrainedModel {
  const { itemCount, width } = config;
  const vectors = values.get(ITEM_VECTORS)!.slice();
  const bias = values.get(ITEM_BIAS)!.slice();
  const incoming = transitions && incomingOf(transitions);
  const ledTo = new Map<number, Transition[]>();
  for (let row = 1; row <= itemCount; row++) {
    if (counts[row]! > 0 || changeable[row] === 0) continue;
    const similar = similarWithEvents(content, counts, row);
    const total = similar.reduce((sum, { similarity }) => sum + similarity, 0);
    if (total === 0) continue;
    const vector = new Float64Array(width);
    bias[row] = 0;
    for (const { row: other, similarity } of similar) {
      for (let j = 0; j < width; j++) vector[j]! += similarity * vectors[other * width + j]!;
      bias[row]! += (similarity / total) * bias[other]!;
    }
    const length = Math.hypot(...vector);
    if (length > 0)
      vectors.set(
        vector.map((value) => value / length),
        row * width,
      );
    for (const { row: from, strength } of incoming ? leadingLike(row, similar, total, incoming, changeable) : [])
      ledTo.set(from, [...(ledTo.get(from) ?? []), { row, strength }]);
  }
  return {
    ...others,
    config,
    values: new Map(values).set(ITEM_VECTORS, vectors).set(ITEM_BIAS, bias),
    ...(transitions && { transitions: leadingTo(transitions, ledTo) }),
  };
}

/** The most similar items with events, most similar first. */
function similarWithEvents({ offsets, toRows, strengths }: TransitionTable, counts: Float64Array, row: number) {
  const similar: Similar[] = [];
  for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++)
    if (counts[toRows[entry]!]! > 0) similar.push({ row: toRows[entry]!, similarity: strengths[entry]! });
  return similar.sort((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, LEARNED_FROM);
}

/** By row: the transitions to it, and the strongest one from it. */
interface Incoming {
  readonly to: readonly (readonly Transition[])[];
  readonly strongest: Float64Array;
}

function incomingOf({ offsets, toRows, strengths }: TransitionTable): Incoming {
  const to: Transition[][] = Array.from({ length: offsets.length - 1 }, () => []);
  const strongest = new Float64Array(offsets.length - 1);
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const strength = strengths[entry]!;
      to[toRows[entry]!]!.push({ row, strength });
      strongest[row] = Math.max(strongest[row]!, strength);
    }
  }
  return { to, strongest };
}

/** The items that lead to an item if it is led to as similar items are, the strongest first. */
function leadingLike(
  self: number,
  similar: readonly Similar[],
  total: number,
  { to, strongest }: Incoming,
  changeable: Uint8Array,
): Transition[] {
  const strengthFrom = new Map<number, number>();
  for (const { row: other, similarity } of similar)
    for (const { row, strength } of to[other]!)
      strengthFrom.set(row, (strengthFrom.get(row) ?? 0) + (similarity / total) * strength);
  for (const { row, similarity } of similar)
    strengthFrom.set(row, Math.max(strengthFrom.get(row) ?? 0, SHARE * similarity * strongest[row]!));
  return [...strengthFrom]
    .map(([row, strength]) => ({ row, strength }))
    .filter(({ row, strength }) => strength > 0 && changeable[row] === 1 && row !== self)
    .sort((a, b) => b.strength - a.strength || a.row - b.row)
    .slice(0, LED_FROM);
}

/** The table with further transitions, which replace weaker ones to the same items. */
function leadingTo(table: TransitionTable, ledTo: ReadonlyMap<number, readonly Transition[]>): TransitionTable {
  const offsets = new Uint32Array(table.offsets.length);
  const [toRows, strengths]: [number[], number[]] = [[], []];
  for (let row = 0; row + 1 < table.offsets.length; row++) {
    const joined = new Map<number, number>();
    for (let entry = table.offsets[row]!; entry < table.offsets[row + 1]!; entry++)
      joined.set(table.toRows[entry]!, table.strengths[entry]!);
    const added = [...(ledTo.get(row) ?? [])].sort((a, b) => b.strength - a.strength).slice(0, MAX_LED_TO);
    for (const { row: to, strength } of added) joined.set(to, Math.max(strength, joined.get(to) ?? 0));
    for (const [to, strength] of [...joined].sort((a, b) => a[0] - b[0])) {
      toRows.push(to);
      strengths.push(strength);
    }
    offsets[row + 1] = toRows.length;
  }
  return { offsets, toRows: Int32Array.from(toRows), strengths: Float32Array.from(strengths) };
}
