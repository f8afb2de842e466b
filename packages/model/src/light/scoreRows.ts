/**
 * Scores (logits) of items: the dot product of the query with an item's vector, plus its bias.
 *
 * @param query float32 [width], from `LightEncoder.query`
 * @param items float32 [itemCount + 1, width]
 * @param bias float32 [itemCount + 1]
 * @param rows embedding rows to score; absent means all, padding row 0 included
 * @returns float32 [rows.length or itemCount + 1]
 */
export function scoreRows(query: Float32Array, items: Float32Array, bias: Float32Array, rows?: Int32Array): Float32Array {
  const width = query.length;
  const count = rows ? rows.length : bias.length;
  const scores = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const at = row * width;
    // Four sums that do not wait for each other.
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let j = 0;
    for (; j + 3 < width; j += 4) {
      s0 += query[j]! * items[at + j]!;
      s1 += query[j + 1]! * items[at + j + 1]!;
      s2 += query[j + 2]! * items[at + j + 2]!;
      s3 += query[j + 3]! * items[at + j + 3]!;
    }
    for (; j < width; j++) s0 += query[j]! * items[at + j]!;
    scores[i] = s0 + s1 + (s2 + s3) + bias[row]!;
  }
  return scores;
}
