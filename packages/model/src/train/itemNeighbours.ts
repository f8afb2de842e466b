import { historyColumns } from './historyColumns.js';
import type { ItemAttributes } from './itemAttributes.js';
import { itemOccurrences } from './itemOccurrences.js';
import type { TrainingHistory } from './split.js';

/** Number of neighbours whose vectors an item shares. Few items have more of them. */
const NEIGHBOURS = 5;
/** Pairs further apart in a history say little about the two items. */
const MAX_GAP = 10;
const GAP_DECAY = 0.8;
/**
 * A pair in one history alone does not make neighbours. In training on that history, the shared vector would reveal the
 * label. A new history has no such hint.
 */
const MIN_HISTORIES = 2;

/**
 * Adds one attribute for every item. Its most frequent neighbours in training have that attribute, so their vectors
 * share a part. A rare item then starts near its neighbours. GCE-GNN (Wang et al. 2020,
 * https://arxiv.org/abs/2106.05081) has the same idea, with a graph network over all sessions. Here it costs nothing in
 * the browser, because a release stores the sums.
 *
 * @param minHistories pairs in fewer histories are ignored
 */
export function withNeighbours(
  attributes: ItemAttributes | undefined,
  training: readonly TrainingHistory[],
  itemCount: number,
  minHistories = MIN_HISTORIES,
): ItemAttributes {
  const { offsets: starts, itemRows } = historyColumns(training);
  const occurrences = itemOccurrences({ offsets: starts, itemRows }, itemCount);
  const { histories, entries } = occurrences;
  const countOf = (row: number) => occurrences.offsets[row + 1]! - occurrences.offsets[row]!;
  const firstId = attributes?.count ?? 0;
  const offsets = new Uint32Array(itemCount + 2);
  const ids: number[] = [];
  // One item at a time, because all pairs of a large log would not fit into memory.
  for (let row = 1; row <= itemCount; row++) {
    const neighbours = new Map<number, { weight: number; histories: number; last: number }>();
    for (let i = occurrences.offsets[row]!; i < occurrences.offsets[row + 1]!; i++) {
      const [history, entry] = [histories[i]!, entries[i]!];
      const end = Math.min(starts[history + 1]!, entry + MAX_GAP + 1);
      for (let other = Math.max(starts[history]!, entry - MAX_GAP); other < end; other++) {
        const itemRow = itemRows[other]!;
        if (itemRow === row) continue;
        let neighbour = neighbours.get(itemRow);
        if (!neighbour) neighbours.set(itemRow, (neighbour = { weight: 0, histories: 0, last: -1 }));
        neighbour.weight += GAP_DECAY ** (Math.abs(other - entry) - 1);
        if (neighbour.last !== history) neighbour.histories += 1;
        neighbour.last = history;
      }
    }
    const others = [...neighbours].flatMap(([other, { weight, histories }]): [number, number][] =>
      histories < minHistories ? [] : [[other, weight / Math.sqrt(countOf(row) * countOf(other))]],
    );
    // Strongest first, the lower row first among equals: the same data always gives the same neighbours.
    others.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (attributes) ids.push(...attributes.ids.subarray(attributes.offsets[row]!, attributes.offsets[row + 1]!));
    for (const [other] of others.slice(0, NEIGHBOURS)) ids.push(firstId + other);
    offsets[row + 1] = ids.length;
  }
  return { count: firstId + itemCount + 1, offsets, ids: Int32Array.from(ids) };
}
