/** Full-ranking metrics at a cut-off, as fractions of 1, averaged over users. */
export interface Metrics {
  readonly users: number;
  readonly [metric: `hr@${number}` | `ndcg@${number}` | `mrr@${number}`]: number;
}

/**
 * The rank of the label among all items, 1 for the best, ties at mid-rank: 1 + higher + ties / 2.
 *
 * @param scores [itemCount + 1]; entry 0 is padding. Excluded rows hold -Infinity.
 */
export function midRank(scores: ArrayLike<number>, labelRow: number): number {
  const labelScore = scores[labelRow]!;
  let higher = 0;
  let ties = 0;
  for (let row = 1; row < scores.length; row++) {
    const score = scores[row]!;
    if (score > labelScore) higher += 1;
    else if (score === labelScore && row !== labelRow) ties += 1;
  }
  return 1 + higher + ties / 2;
}

/** With one relevant item, NDCG@k is 1 / log2(1 + rank) within the first k, else 0 (Järvelin & Kekäläinen 2002). */
export function metricsOfRanks(ranks: ArrayLike<number>, cutoffs: readonly number[] = [5, 10, 20]): Metrics {
  const metrics: Record<string, number> = { users: ranks.length };
  for (const k of cutoffs) {
    let hits = 0;
    let gain = 0;
    let reciprocal = 0;
    for (let i = 0; i < ranks.length; i++) {
      const rank = ranks[i]!;
      if (rank > k) continue;
      hits += 1;
      gain += 1 / Math.log2(1 + rank);
      reciprocal += 1 / rank;
    }
    const users = Math.max(1, ranks.length);
    metrics[`hr@${k}`] = hits / users;
    metrics[`ndcg@${k}`] = gain / users;
    metrics[`mrr@${k}`] = reciprocal / users;
  }
  return metrics as unknown as Metrics;
}
