import type { ItemMatrix } from './itemMatrix.js';

/**
 * The dot product of the query with an item's vector, in float64.
 *
 * @param query float32 [width]
 */
export function itemLogit(query: Float32Array, { vectors, scales }: ItemMatrix, row: number): number {
  const width = query.length;
  const at = row * width;
  // Four independent sums, so that additions do not wait for each other.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < width; j += 4) {
    s0 += query[j]! * vectors[at + j]!;
    s1 += query[j + 1]! * vectors[at + j + 1]!;
    s2 += query[j + 2]! * vectors[at + j + 2]!;
    s3 += query[j + 3]! * vectors[at + j + 3]!;
  }
  for (; j < width; j++) s0 += query[j]! * vectors[at + j]!;
  return (s0 + s1 + (s2 + s3)) * scales[row]!;
}

/**
 * Scores of items, as logits. A score is the dot product of query and item vector, plus the item's bias.
 *
 * @param query float32 [width], from `LightEncoder.query`
 * @param rows embedding rows to score. Default: all rows, with padding row 0.
 * @returns float32 [rows.length or itemCount + 1]
 */
export function scoreRows(query: Float32Array, items: ItemMatrix, rows?: Int32Array): Float32Array {
  const { bias } = items;
  const scores = new Float32Array(rows ? rows.length : bias.length);
  for (let i = 0; i < scores.length; i++) {
    const row = rows ? rows[i]! : i;
    scores[i] = itemLogit(query, items, row) + bias[row]!;
  }
  return scores;
}
