import { topOfRows } from '../topK.js';
import type { TransitionTable } from '../transitionTable.js';
import type { ItemAttributes } from './itemAttributes.js';

/** Neighbours of each item. Few more would remain among the strongest transitions. */
const NEAREST = 48;
/** Pairs of items with a common value, over all values: about 20 s. The most frequent values are ignored beyond it. */
const MAX_PAIRS = 4e9;

/** The items of each value, as the columns of a sparse matrix, with the item's weight of the value. */
interface Postings {
  /** [count + 1] */
  readonly offsets: Uint32Array;
  readonly rows: Int32Array;
  readonly weights: Float32Array;
}

/**
 * The items that are most similar to each item by content. The similarity is the cosine of the items' values. A value
 * weighs its inverse document frequency, ln(items / items with the value) (Sparck Jones 1972,
 * https://doi.org/10.1108/eb026526). Rare values say more. With several kinds of values, such as attributes and words,
 * it is the mean of their cosines, over the kinds that the first item has.
 *
 * @param kinds values of the items, by kind
 * @returns the nearest items with their similarities, above 0 and at most 1; ascending rows within an item
 */
export function contentNeighbours(
  kinds: readonly ItemAttributes[],
  itemCount: number,
  nearest = NEAREST,
): TransitionTable {
  const postings = kinds.map((values) => postingsOf(values, itemCount, MAX_PAIRS / kinds.length));
  const similarities = new Float32Array(itemCount + 1);
  const offsets = new Uint32Array(itemCount + 2);
  const [toRows, strengths]: [number[], number[]] = [[], []];
  for (let row = 1; row <= itemCount; row++) {
    const kindCount = kinds.filter(({ offsets }) => offsets[row]! < offsets[row + 1]!).length;
    // Only items that share a value are visited.
    const visited: number[] = [];
    kinds.forEach(({ offsets, ids }, kind) => {
      const { offsets: starts, rows, weights } = postings[kind]!;
      for (const id of ids.subarray(offsets[row]!, offsets[row + 1]!)) {
        const [start, end] = [starts[id]!, starts[id + 1]!];
        if (start === end) continue;
        const own = weights[indexOfRow(rows, start, end, row)]! / kindCount;
        for (let i = start; i < end; i++) {
          const other = rows[i]!;
          if (similarities[other] === 0) visited.push(other);
          similarities[other]! += own * weights[i]!;
        }
      }
    });
    const found = Float32Array.from(visited, (other) => similarities[other]!);
    const best = topOfRows(visited, found, nearest, (other) => other !== row);
    for (const { row: other, score } of best.sort((a, b) => a.row - b.row)) {
      toRows.push(other);
      strengths.push(Math.min(1, score));
    }
    offsets[row + 1] = toRows.length;
    for (const other of visited) similarities[other] = 0;
  }
  return { offsets, toRows: Int32Array.from(toRows), strengths: Float32Array.from(strengths) };
}

/** Weights are scaled so that the squares of each item's weights sum to 1. Ignored values have no items. */
function postingsOf({ count, offsets, ids }: ItemAttributes, itemCount: number, maxPairs: number): Postings {
  const itemsOf = new Uint32Array(count);
  for (const id of ids) itemsOf[id]! += 1;
  const weightOf = Float64Array.from(itemsOf, (items) => (items > 1 ? Math.log(itemCount / items) : 0));
  let pairs = 0;
  for (const id of [...itemsOf.keys()].sort((a, b) => itemsOf[a]! - itemsOf[b]!)) {
    pairs += itemsOf[id]! ** 2;
    if (pairs > maxPairs) weightOf[id] = 0;
  }
  const starts = new Uint32Array(count + 1);
  weightOf.forEach((weight, id) => (starts[id + 1] = starts[id]! + (weight > 0 ? itemsOf[id]! : 0)));
  const rows = new Int32Array(starts[count]!);
  const weights = new Float32Array(starts[count]!);
  const next = starts.slice();
  for (let row = 1; row <= itemCount; row++) {
    const own = ids.subarray(offsets[row]!, offsets[row + 1]!);
    const length = Math.sqrt(own.reduce((sum, id) => sum + weightOf[id]! ** 2, 0));
    for (const id of own) {
      if (weightOf[id] === 0) continue;
      rows[next[id]!] = row;
      weights[next[id]!++] = weightOf[id]! / length;
    }
  }
  return { offsets: starts, rows, weights };
}

/** The index of a row in the ascending range. */
function indexOfRow(rows: Int32Array, start: number, end: number, row: number): number {
  let [low, high] = [start, end - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
