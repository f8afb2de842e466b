import { ITEM_VECTORS } from './itemTable.js';

/**
 * The mean of a model's weights over some epochs: stochastic weight averaging (Izmailov et al. 2018,
 * https://arxiv.org/abs/1803.05407). Item vectors are scaled to length 1 again.
 *
 * @param epochs released values by parameter name, of at least one epoch
 * @param width length of an item's vector
 */
export function averageValues(
  epochs: readonly ReadonlyMap<string, Float32Array>[],
  width: number,
): Map<string, Float32Array> {
  const averages = new Map<string, Float32Array>();
  for (const name of epochs[0]!.keys()) {
    const arrays = epochs.map((values) => values.get(name)!);
    averages.set(
      name,
      arrays[0]!.map((_, i) => arrays.reduce((sum, array) => sum + array[i]!, 0) / arrays.length),
    );
  }
  const items = averages.get(ITEM_VECTORS)!;
  for (let at = 0; at < items.length; at += width) {
    const row = items.subarray(at, at + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) row.forEach((value, j) => (row[j] = value / length));
  }
  return averages;
}
