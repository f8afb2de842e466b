/** How much of the catalogue the lists of all examples show. */
export interface Diversity {
  /** Distinct items in any list / items of the catalogue. */
  readonly coverage: number;
  /** Of the items' places in lists: 0 where every item has as many, near 1 where a few have all. */
  readonly gini: number;
  /** Mean over all places of log2((histories + 1) / (training count of the item + 1)): higher for rarer items. */
  readonly selfInformationBits: number;
}

/**
 * @param listCounts [itemCount + 1], places in lists; entry 0 is padding
 * @param trainingCounts [itemCount + 1]
 * @param histories that the counts are from
 */
export function diversity(listCounts: Float64Array, trainingCounts: ArrayLike<number>, histories: number): Diversity {
  const places = listCounts.slice(1).sort();
  const itemCount = places.length;
  const total = places.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { coverage: 0, gini: 1, selfInformationBits: 0 };
  const rankedSum = places.reduce((sum, count, i) => sum + (2 * (i + 1) - itemCount - 1) * count, 0);
  let bits = 0;
  for (let row = 1; row < listCounts.length; row++)
    bits += listCounts[row]! * Math.log2((histories + 1) / (trainingCounts[row]! + 1));
  return {
    coverage: places.filter((count) => count > 0).length / itemCount,
    gini: rankedSum / (itemCount * total),
    selfInformationBits: bits / total,
  };
}
