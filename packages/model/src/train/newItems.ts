import { normal, seededRandom } from '@aisle/core';
import type { ItemAttributes } from './itemAttributes.js';
import { withNeighbours } from './itemNeighbours.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';
import type { TrainingHistory } from './split.js';

/**
 * A network's values with rows for new items behind its own: the mean of the biases, and vectors where their company is.
 */
export function withNewItems(values: ReadonlyMap<string, Float32Array>, items: NewItems): Map<string, Float32Array> {
  const { knownCount, itemCount } = items;
  const known = values.get(ITEM_BIAS)!;
  const bias = new Float32Array(itemCount + 1);
  bias.set(known);
  bias.fill((known.reduce((sum, value) => sum + value, 0) - known[0]!) / knownCount, knownCount + 1);
  // The padding row's is none of an item's: in a release it may hold what fixes the others' scale.
  bias[0] = 0;
  return new Map(values)
    .set(ITEM_BIAS, bias)
    .set(ITEM_VECTORS, withVectorsOfNewItems(values.get(ITEM_VECTORS)!, items));
}

export interface NewItems {
  /** Items with vectors; rows above are new. */
  readonly knownCount: number;
  readonly itemCount: number;
  readonly width: number;
  readonly training: readonly TrainingHistory[];
  readonly attributes: ItemAttributes | undefined;
  readonly seed: number;
}

/** Nothing is trained here that an answer could be given away to, so one history is company enough. */
const FEWEST_HISTORIES = 1;
/** Of a sum of vectors of length 1: what is shorter points nowhere. */
const SHORTEST = 1e-3;

/**
 * Rows for new items behind the known ones: each begins, at length 1, between the known items that it is most often met with
 * and the middles of those that share an attribute value with it. An item without either begins anywhere.
 *
 * @param known [knownCount + 1, width]
 * @returns [itemCount + 1, width]; the known rows as they were, to the bit
 */
function withVectorsOfNewItems(
  known: Float32Array,
  { knownCount, itemCount, width, training, attributes, seed }: NewItems,
): Float32Array {
  const vectors = new Float32Array((itemCount + 1) * width);
  vectors.set(known);
  if (itemCount === knownCount) return vectors;
  const valueCount = attributes?.count ?? 0;
  const middles = attributes ? middlesOfValues(known, attributes, knownCount, width) : new Float64Array();
  const { offsets, ids } = withNeighbours(attributes, training, itemCount, FEWEST_HISTORIES);
  const random = seededRandom(seed);
  for (let row = knownCount + 1; row <= itemCount; row++) {
    const sum = new Float64Array(width);
    for (const id of ids.subarray(offsets[row]!, offsets[row + 1]!)) {
      // Ids of neighbours come behind those of attribute values.
      const neighbour = id - valueCount;
      if (neighbour > knownCount) continue;
      const [from, at] = neighbour >= 0 ? [known, neighbour] : [middles, id];
      for (let j = 0; j < width; j++) sum[j]! += from[at * width + j]!;
    }
    if (Math.hypot(...sum) < SHORTEST) sum.forEach((_, j) => (sum[j] = normal(random)));
    const length = Math.hypot(...sum);
    sum.forEach((value, j) => (vectors[row * width + j] = value / length));
  }
  return vectors;
}

/** The mean vector of the known items that have each attribute value: [attributes.count, width], 0 where none has it. */
function middlesOfValues(
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
