/** Diversity of the lists of all examples. */
export interface Diversity {
  /** Distinct items in any list / all items. */
  readonly coverage: number;
  /**
   * Gini coefficient of the items' list counts: 0 if all items are listed equally often, near 1 if only a few are listed.
   * Source: Fleder and Hosanagar, 2009, https://doi.org/10.1287/mnsc.1080.0974
   */
  readonly gini: number;
  /**
   * Mean over all list entries of log2((histories + 1) / (training count of the item + 1)): higher for rarer items.
   * Source: Zhou et al., 2010, https://doi.org/10.1073/pnas.1000488107; the ones are added for unseen items.
   */
  readonly selfInformationBits: number;
}

/**
 * @param listCounts [itemCount + 1], how often each item is listed; entry 0 is padding
 * @param trainingCounts [itemCount + 1]
 * @param histories number of histories that were counted
 */
export function diversity(listCounts: Float64Array, trainingCounts: ArrayLike<number>, histories: number): Diversity {
  const counts = listCounts.slice(1).sort();
  const itemCount = counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { coverage: 0, gini: 1, selfInformationBits: 0 };
  const rankedSum = counts.reduce((sum, count, i) => sum + (2 * (i + 1) - itemCount - 1) * count, 0);
  let bits = 0;
  for (let row = 1; row < listCounts.length; row++)
    bits += listCounts[row]! * Math.log2((histories + 1) / (trainingCounts[row]! + 1));
  return {
    coverage: counts.filter((count) => count > 0).length / itemCount,
    gini: rankedSum / (itemCount * total),
    selfInformationBits: bits / total,
  };
}
