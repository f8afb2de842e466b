/** An embedding row and its score, a logit. Only differences between scores have a meaning. */
export interface ScoredRow {
  readonly row: number;
  readonly score: number;
}

/**
 * The k highest scores, highest first, equal scores in row order. A heap of k rows costs one comparison for most rows.
 *
 * @param scores float32 [itemCount + 1]. Entry 0 (padding) is never returned.
 * @param allowed rows that may be returned. Default: all.
 */
export function topK(scores: ArrayLike<number>, k: number, allowed?: (row: number) => boolean): ScoredRow[] {
  // heap[0] is the worst kept row.
  const heap: number[] = [];
  const worse = (a: number, b: number) => scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
  for (let row = 1; row < scores.length; row++) {
    if (heap.length === k && !worse(heap[0]!, row)) continue;
    if (allowed && !allowed(row)) continue;
    if (heap.length < k) {
      let at = heap.push(row) - 1;
      while (at > 0 && worse(heap[at]!, heap[(at - 1) >> 1]!)) {
        const parent = (at - 1) >> 1;
        [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
        at = parent;
      }
    } else if (k > 0) {
      heap[0] = row;
      for (let at = 0; ; ) {
        let worst = at;
        for (const child of [2 * at + 1, 2 * at + 2]) if (child < k && worse(heap[child]!, heap[worst]!)) worst = child;
        if (worst === at) break;
        [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
        at = worst;
      }
    }
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1)).map((row) => ({ row, score: scores[row]! }));
}

/**
 * The k highest scores of some rows, highest first, equal scores in the order of `rows`.
 *
 * @param scores [rows.length]
 * @param allowed rows that may be returned. Default: all.
 */
export function topOfRows(
  rows: ArrayLike<number>,
  scores: ArrayLike<number>,
  k: number,
  allowed: (row: number) => boolean = () => true,
): ScoredRow[] {
  // `topK` reserves entry 0 for the padding row.
  const padded = new Float32Array(scores.length + 1);
  padded.set(scores, 1);
  const best = topK(padded, k, (index) => allowed(rows[index - 1]!));
  return best.map(({ row, score }) => ({ row: rows[row - 1]!, score }));
}
