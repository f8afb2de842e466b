import { countItems } from './baselines.js';
import type { ItemAttributes } from './itemAttributes.js';
import type { TrainingHistory } from './split.js';

/** Neighbours of an item that its vector shares; more are seldom met together. */
const NEIGHBOURS = 5;
/** Pairs further apart in a history say little of the two items. */
const MAX_GAP = 10;
const GAP_DECAY = 0.8;
/**
 * A pair that one history alone has met is no neighbourhood: when the encoder is trained on that very history, the
 * answer's vector would give it away, which no new history does.
 */
const FEWEST_HISTORIES = 2;

interface Pair {
  weight: number;
  histories: number;
  /** The latest history that had it. */
  last: number;
}

/** Pairs of items met in one history, from the lower row to the higher one. */
function countPairs(training: readonly TrainingHistory[], itemCount: number): Map<number, Pair>[] {
  const pairs: Map<number, Pair>[] = Array.from({ length: itemCount + 1 }, () => new Map());
  training.forEach(({ actions }, history) => {
    for (let later = 1; later < actions.length; later++) {
      for (let earlier = Math.max(0, later - MAX_GAP); earlier < later; earlier++) {
        const [a, b] = [actions[earlier]!.itemRow, actions[later]!.itemRow];
        if (a === b) continue;
        const [low, high] = a < b ? [a, b] : [b, a];
        let pair = pairs[low]!.get(high);
        if (!pair) pairs[low]!.set(high, (pair = { weight: 0, histories: 0, last: -1 }));
        pair.weight += GAP_DECAY ** (later - earlier - 1);
        if (pair.last !== history) pair.histories += 1;
        pair.last = history;
      }
    }
  });
  return pairs;
}

/**
 * Attributes with further ones, one for every item, which the items have that it is most often met with in training. So
 * an item's vector is its own and a part of its neighbours': a rare item begins where its company is, and the encoder
 * learns from few events what a graph of items would tell it (the idea of GCE-GNN, Wang et al. 2020, at no cost in the
 * browser: a release holds the sums).
 */
export function withNeighbours(attributes: ItemAttributes | undefined, training: readonly TrainingHistory[], itemCount: number): ItemAttributes {
  const counts = countItems(training, itemCount);
  const others: [row: number, strength: number][][] = Array.from({ length: itemCount + 1 }, () => []);
  countPairs(training, itemCount).forEach((pairs, low) => {
    for (const [high, { weight, histories }] of pairs) {
      if (histories < FEWEST_HISTORIES) continue;
      const strength = weight / Math.sqrt(counts[low]! * counts[high]!);
      others[low]!.push([high, strength]);
      others[high]!.push([low, strength]);
    }
  });
  const firstId = attributes?.count ?? 0;
  const offsets = new Uint32Array(itemCount + 2);
  const ids: number[] = [];
  for (let row = 1; row <= itemCount; row++) {
    if (attributes) ids.push(...attributes.ids.subarray(attributes.offsets[row]!, attributes.offsets[row + 1]!));
    // The strongest first, the lower row of two equal ones: the same from the same data.
    others[row]!.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    for (const [other] of others[row]!.slice(0, NEIGHBOURS)) ids.push(firstId + other);
    offsets[row + 1] = ids.length;
  }
  return { count: firstId + itemCount + 1, offsets, ids: Int32Array.from(ids) };
}
