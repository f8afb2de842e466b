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

/** Where each item occurs: row r's occurrences are `histories[i]` and `positions[i]` for i from offsets[r] to offsets[r + 1] - 1. */
function occurrences(training: readonly TrainingHistory[], counts: Float64Array) {
  const offsets = new Uint32Array(counts.length + 1);
  counts.forEach((count, row) => (offsets[row + 1] = offsets[row]! + count));
  const next = offsets.slice();
  const [histories, positions] = [new Uint32Array(offsets.at(-1)!), new Uint32Array(offsets.at(-1)!)];
  training.forEach(({ actions }, history) =>
    actions.forEach(({ itemRow }, position) => {
      const at = next[itemRow]!++;
      histories[at] = history;
      positions[at] = position;
    }),
  );
  return { offsets, histories, positions };
}

/**
 * Attributes with further ones, one for every item, which the items have that it is most often met with in training. So
 * an item's vector is its own and a part of its neighbours': a rare item begins where its company is, and the encoder
 * learns from few events what a graph of items would tell it (the idea of GCE-GNN, Wang et al. 2020, at no cost in the
 * browser: a release holds the sums).
 *
 * @param fewestHistories a pair that fewer histories have met is no neighbourhood
 */
export function withNeighbours(
  attributes: ItemAttributes | undefined,
  training: readonly TrainingHistory[],
  itemCount: number,
  fewestHistories = FEWEST_HISTORIES,
): ItemAttributes {
  const counts = countItems(training, itemCount);
  const { offsets: occurrenceOffsets, histories, positions } = occurrences(training, counts);
  const firstId = attributes?.count ?? 0;
  const offsets = new Uint32Array(itemCount + 2);
  const ids: number[] = [];
  // One item at a time: all pairs of a large log at once would not fit into memory.
  for (let row = 1; row <= itemCount; row++) {
    const company = new Map<number, { weight: number; histories: number; last: number }>();
    for (let i = occurrenceOffsets[row]!; i < occurrenceOffsets[row + 1]!; i++) {
      const { actions } = training[histories[i]!]!;
      const position = positions[i]!;
      const end = Math.min(actions.length, position + MAX_GAP + 1);
      for (let other = Math.max(0, position - MAX_GAP); other < end; other++) {
        const { itemRow } = actions[other]!;
        if (itemRow === row) continue;
        let met = company.get(itemRow);
        if (!met) company.set(itemRow, (met = { weight: 0, histories: 0, last: -1 }));
        met.weight += GAP_DECAY ** (Math.abs(other - position) - 1);
        if (met.last !== histories[i]) met.histories += 1;
        met.last = histories[i]!;
      }
    }
    const others = [...company].flatMap(([other, { weight, histories }]): [number, number][] =>
      histories < fewestHistories ? [] : [[other, weight / Math.sqrt(counts[row]! * counts[other]!)]],
    );
    // The strongest first, the lower row of two equal ones: the same from the same data.
    others.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (attributes) ids.push(...attributes.ids.subarray(attributes.offsets[row]!, attributes.offsets[row + 1]!));
    for (const [other] of others.slice(0, NEIGHBOURS)) ids.push(firstId + other);
    offsets[row + 1] = ids.length;
  }
  return { count: firstId + itemCount + 1, offsets, ids: Int32Array.from(ids) };
}
