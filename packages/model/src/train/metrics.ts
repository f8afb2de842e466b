export type MetricName = `hr@${number}` | `ndcg@${number}` | `mrr@${number}`;

/** Ranking metrics at a cut-off, as fractions of 1, averaged over users. */
export interface Metrics {
  readonly users: number;
  readonly [metric: MetricName]: number;
}

/**
 * The rank of the label among all items, 1 for the best. Ties count as half: 1 + higher + ties / 2.
 *
 * @param scores [itemCount + 1]; entry 0 is padding. Excluded rows are -Infinity.
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

/**
 * Gains within the first k ranks. With one relevant item, NDCG@k is 1 / log2(1 + rank) (Järvelin & Kekäläinen 2002,
 * https://doi.org/10.1145/582415.582418). MRR is the mean of 1 / rank.
 */
const GAIN_OF_RANK: Readonly<Record<string, (rank: number) => number>> = {
  hr: () => 1,
  ndcg: (rank) => 1 / Math.log2(1 + rank),
  mrr: (rank) => 1 / rank,
};

/**
 * The gain of each example. The metric is the mean of the gains.
 *
 * @param ranks [examples], 1 for the best, Infinity for an item outside the ranking
 * @returns [examples]
 */
export function gainsOfRanks(ranks: ArrayLike<number>, metric: MetricName): Float64Array {
  const [kind, k] = metric.split('@') as [string, string];
  const gain = GAIN_OF_RANK[kind]!;
  return Float64Array.from(ranks, (rank) => (rank > Number(k) ? 0 : gain(rank)));
}

/** @param ranks as for `gainsOfRanks` */
export function metricsOfRanks(ranks: ArrayLike<number>, cutoffs: readonly number[] = [5, 10, 20]): Metrics {
  const names = cutoffs.flatMap((k) => [`hr@${k}`, `ndcg@${k}`, `mrr@${k}`] as const);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { users: ranks.length, ...Object.fromEntries(names.map((name) => [name, mean(gainsOfRanks(ranks, name))])) };
}
