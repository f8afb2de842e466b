import type { ContentSimilarity } from './contentKind.js';
import type { ItemVectors } from './itemVectors.js';

/** Comparing all pairs of so many items takes seconds. */
const MAX_ITEMS_COMPARED = 8192;
/** Of more items, those are compared that have one of their nearest leaders in common. */
const GROUPS_OF_ITEM = 3;

/**
 * The cosine of the items' vectors, without negative ones. In a large catalogue, each item joins the groups of its nearest
 * leaders, and only items of common groups are compared. Leaders are items, as many as the root of the item count (cluster
 * pruning: Chierichetti et al. 2007, https://doi.org/10.1145/1265530.1265545).
 */
export function vectorSimilarity(
  { width, vectors: given }: ItemVectors,
  maxItemsCompared = MAX_ITEMS_COMPARED,
): ContentSimilarity {
  const itemCount = given.length / width - 1;
  const vectors = new Float32Array(given.length);
  const rows: number[] = [];
  for (let row = 1; row <= itemCount; row++) {
    const length = Math.hypot(...given.subarray(row * width, (row + 1) * width));
    if (length === 0) continue;
    rows.push(row);
    for (let j = row * width; j < (row + 1) * width; j++) vectors[j] = given[j]! / length;
  }
  const cosine = (a: number, b: number) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += vectors[a * width + j]! * vectors[b * width + j]!;
    return sum;
  };
  const known = new Uint8Array(itemCount + 1);
  for (const row of rows) known[row] = 1;
  const leaders = rows.length > maxItemsCompared ? evenly(rows, Math.ceil(Math.sqrt(rows.length))) : [];
  const groupsOf = new Map<number, readonly number[]>();
  const members = new Map<number, number[]>(leaders.map((leader) => [leader, []]));
  if (leaders.length > 0) {
    for (const row of rows) {
      const nearest = leaders.map((leader) => ({ leader, similarity: cosine(row, leader) }));
      nearest.sort((a, b) => b.similarity - a.similarity);
      const groups = nearest.slice(0, GROUPS_OF_ITEM).map(({ leader }) => leader);
      groupsOf.set(row, groups);
      for (const leader of groups) members.get(leader)!.push(row);
    }
  }
  return {
    knows: (row) => known[row] === 1,
    visit(row, add) {
      if (known[row] === 0) return;
      const groups = groupsOf.get(row)?.map((leader) => members.get(leader)!) ?? [rows];
      for (const other of groups.length === 1 ? groups[0]! : new Set(groups.flat())) {
        const similarity = cosine(row, other);
        if (similarity > 0) add(other, similarity);
      }
    },
  };
}

const evenly = (rows: readonly number[], count: number) =>
  Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
