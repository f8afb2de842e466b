import type { ContentSimilarity } from './contentKind.js';
import type { ItemAttributes } from './itemAttributes.js';

/** The items of each value, as the columns of a sparse matrix, with the item's weight of the value. */
interface Postings {
  /** [count + 1] */
  readonly offsets: Uint32Array;
  readonly rows: Int32Array;
  readonly weights: Float32Array;
}

/**
 * The cosine of the items' values. A value weighs its inverse document frequency, ln(items / items with the value)
 * (Sparck Jones 1972, https://doi.org/10.1108/eb026526). Rare values say more. Only items that share a value are visited.
 *
 * @param maxPairs of items that share a value, over all values. Beyond it, the most frequent values are ignored.
 */
export function valueSimilarity(values: ItemAttributes, itemCount: number, maxPairs: number): ContentSimilarity {
  const { offsets, ids } = values;
  const { offsets: starts, rows, weights } = postingsOf(values, itemCount, maxPairs);
  return {
    knows: (row) => offsets[row]! < offsets[row + 1]!,
    visit(row, add) {
      for (const id of ids.subarray(offsets[row]!, offsets[row + 1]!)) {
        const [start, end] = [starts[id]!, starts[id + 1]!];
        if (start === end) continue;
        const own = weights[indexOfRow(rows, start, end, row)]!;
        for (let i = start; i < end; i++) add(rows[i]!, own * weights[i]!);
      }
    },
  };
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
