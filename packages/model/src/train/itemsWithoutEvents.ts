import type { TrainedModel } from '../config.js';
import type { TransitionTable } from '../transitionTable.js';
import { countItems } from './baselines.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';
import type { TrainingHistory } from './split.js';

/** An item without events takes vector and bias from this many similar items with events. */
const LEARNED_FROM = 8;
/** So many of them lead to it. */
const LED_FROM = 4;
/** An item leads to at most this many items without events, beside its other transitions. */
const MAX_LED_TO = 4;
/** The strength of such a transition: this share of the strongest transition of the item, times the similarity. */
const SHARE = 0.4;

interface Similar {
  readonly row: number;
  readonly similarity: number;
}

/**
 * Completes a model for items of the catalogue that nobody has seen yet. Training knows them only as wrong answers, so it
 * would rank them last. They get the mean vector and the mean bias of similar items, and similar items lead to them.
 *
 * @param content of `contentNeighbours`. An item without similar items with events stays as it is.
 * @param changeable [itemCount + 1], 1 for the rows that may change. Default: all
 */
export function withItemsWithoutEvents(
  { config, values, transitions, ...others }: TrainedModel,
  training: readonly TrainingHistory[],
  content: TransitionTable,
  changeable: Uint8Array = new Uint8Array(config.itemCount + 1).fill(1),
): TrainedModel {
  const { itemCount, width } = config;
  const counts = countItems(training, itemCount);
  const vectors = values.get(ITEM_VECTORS)!.slice();
  const bias = values.get(ITEM_BIAS)!.slice();
  const ledTo = new Map<number, Similar[]>();
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
    for (const { row: from, similarity } of similar.filter((item) => changeable[item.row] === 1).slice(0, LED_FROM))
      ledTo.set(from, [...(ledTo.get(from) ?? []), { row, similarity }]);
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

/** The table with further transitions, which replace weaker ones to the same items. */
function leadingTo(table: TransitionTable, ledTo: ReadonlyMap<number, readonly Similar[]>): TransitionTable {
  const offsets = new Uint32Array(table.offsets.length);
  const [toRows, strengths]: [number[], number[]] = [[], []];
  for (let row = 0; row + 1 < table.offsets.length; row++) {
    const own = table.strengths.subarray(table.offsets[row]!, table.offsets[row + 1]!);
    const rows = table.toRows.subarray(table.offsets[row]!, table.offsets[row + 1]!);
    const joined = new Map(Array.from(rows, (to, i) => [to, own[i]!]));
    const strongest = own.reduce((most, strength) => Math.max(most, strength), 0);
    const added = [...(ledTo.get(row) ?? [])].sort((a, b) => b.similarity - a.similarity).slice(0, MAX_LED_TO);
    for (const { row: to, similarity } of added) {
      const strength = Math.fround(SHARE * strongest * similarity);
      if (strength > 0) joined.set(to, Math.max(strength, joined.get(to) ?? 0));
    }
    for (const [to, strength] of [...joined].sort((a, b) => a[0] - b[0])) {
      toRows.push(to);
      strengths.push(strength);
    }
    offsets[row + 1] = toRows.length;
  }
  return { offsets, toRows: Int32Array.from(toRows), strengths: Float32Array.from(strengths) };
}
