import { normal, seededRandom } from '@aisle/core';
import type { ItemAttributes } from './itemAttributes.js';
import { withNeighbours } from './itemNeighbours.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';
import type { TrainingHistory } from './split.js';

/**
 * A network's values with rows for new items after its own. They get the mean bias, and vectors near their neighbours.
 */
export function withNewItems(values: ReadonlyMap<string, Float32Array>, items: NewItems): Map<string, Float32Array> {
  const { releasedItemCount, itemCount } = items;
  const known = values.get(ITEM_BIAS)!;
  const bias = new Float32Array(itemCount + 1);
  bias.set(known);
  bias.fill((known.reduce((sum, value) => sum + value, 0) - known[0]!) / releasedItemCount, releasedItemCount + 1);
  // The padding row has no bias. In a release, it may store the value that sets the scale of the others.
  bias[0] = 0;
  return new Map(values)
    .set(ITEM_BIAS, bias)
    .set(ITEM_VECTORS, withVectorsOfNewItems(values.get(ITEM_VECTORS)!, items));
}

export interface NewItems {
  /** Items with vectors. Higher rows are new. */
  readonly releasedItemCount: number;
  readonly itemCount: number;
  readonly width: number;
  readonly training: readonly TrainingHistory[];
  readonly attributes: ItemAttributes | undefined;
  readonly seed: number;
}

/** No label can leak here, because nothing is trained. So one common history makes neighbours. */
const MIN_HISTORIES = 1;
/** A shorter sum of unit vectors has no meaningful direction. */
const MIN_LENGTH = 1e-3;

/**
 * Rows for new items after the known ones. Each is the sum of its neighbours' vectors and of the centroids of its
 * attribute values, scaled to length 1. An item without either starts with a random vector.
 *
 * @param known [releasedItemCount + 1, width]
 * @returns [itemCount + 1, width]; the known rows keep their bits
 */
function withVectorsOfNewItems(
  known: Float32Array,
  { releasedItemCount, itemCount, width, training, attributes, seed }: NewItems,
): Float32Array {
  const vectors = new Float32Array((itemCount + 1) * width);
  vectors.set(known);
  if (itemCount === releasedItemCount) return vectors;
  const valueCount = attributes?.count ?? 0;
  const centroids = attributes ? centroidsOfValues(known, attributes, releasedItemCount, width) : new Float64Array();
  const { offsets, ids } = withNeighbours(attributes, training, itemCount, MIN_HISTORIES);
  const random = seededRandom(seed);
  for (let row = releasedItemCount + 1; row <= itemCount; row++) {
    const sum = new Float64Array(width);
    for (const id of ids.subarray(offsets[row]!, offsets[row + 1]!)) {
      // Ids of neighbours follow those of attribute values.
      const neighbour = id - valueCount;
      if (neighbour > releasedItemCount) continue;
      const [from, at] = neighbour >= 0 ? [known, neighbour] : [centroids, id];
      for (let j = 0; j < width; j++) sum[j]! += from[at * width + j]!;
    }
    if (Math.hypot(...sum) < MIN_LENGTH) sum.forEach((_, j) => (sum[j] = normal(random)));
    const length = Math.hypot(...sum);
    sum.forEach((value, j) => (vectors[row * width + j] = value / length));
  }
  return vectors;
}

/**
 * The mean vector of the known items with each attribute value: [attributes.count, width]. It is 0 for unused values.
 */
function centroidsOfValues(
  known: Float32Array,
  { count, offsets, ids }: ItemAttributes,
  knownCount: number,
  width: number,
): Float64Array {
  const sums = new Float64Array(count * width);
  const counts = new Float64Array(count);
  for (let row = 1; row <= knownCount; row++) {
    for (const id of ids.subarray(offsets[row]!, offsets[row + 1]!)) {
      counts[id]! += 1;
      for (let j = 0; j < width; j++) sums[id * width + j]! += known[row * width + j]!;
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / width)]!));
}
