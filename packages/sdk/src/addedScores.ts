import type { RerankOptions } from './api.js';

/** Logits beyond this could become infinite with 32 bits. */
export const MAX_LOGITS = 1e38;

/**
 * What the shop adds to the model's scores: its own order, features and boosts. Logits, one for each item.
 *
 * @returns undefined if the shop adds nothing
 * @throws Error for a sum that is not finite, and what the shop's functions throw
 */
export function addedScores<T>(
  items: readonly T[],
  { orderWeight, features, boost }: Pick<RerankOptions<T>, 'orderWeight' | 'features' | 'boost'>,
): Float32Array | undefined {
  if (!features && !boost && orderWeight === undefined) return undefined;
  return Float32Array.from(items, (item, index) => {
    let sum = -(orderWeight ?? 0) * Math.log1p(index);
    for (const { value, weight } of features ?? []) sum += weight * value(item, index);
    // A number as text counts as a number.
    if (boost) sum += +boost(item, index);
    if (Math.abs(sum) < MAX_LOGITS) return sum;
    throw new Error(`item ${index} gets ${sum}`);
  });
}
