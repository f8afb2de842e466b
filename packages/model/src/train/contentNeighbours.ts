import { topOfRows } from '../topK.js';
import type { TransitionTable } from '../transitionTable.js';
import type { ContentKind } from './contentKind.js';
import { valueSimilarity } from './valueSimilarity.js';
import { vectorSimilarity } from './vectorSimilarity.js';

/** Neighbours of each item. Few more would remain among the strongest transitions. */
const NEAREST = 48;
/** Pairs of items that share a value, over all values of all kinds. 100,000 items with words then take 45 s. */
const MAX_PAIRS = 1e9;

/**
 * The items that are most similar to each item by content. With several kinds of content, the similarity is the mean over
 * the kinds that the first item has.
 *
 * @returns the nearest items with their similarities, above 0 and at most 1; ascending rows within an item
 */
export function contentNeighbours(
  kinds: readonly ContentKind[],
  itemCount: number,
  nearest = NEAREST,
): TransitionTable {
  const parts = kinds.map((kind) =>
    'vectors' in kind ? vectorSimilarity(kind) : valueSimilarity(kind, itemCount, MAX_PAIRS / kinds.length),
  );
  const similarities = new Float32Array(itemCount + 1);
  const offsets = new Uint32Array(itemCount + 2);
  const [toRows, strengths]: [number[], number[]] = [[], []];
  for (let row = 1; row <= itemCount; row++) {
    const known = parts.filter((part) => part.knows(row));
    const visited: number[] = [];
    const add = (other: number, similarity: number) => {
      if (similarities[other] === 0) visited.push(other);
      similarities[other]! += similarity / known.length;
    };
    for (const part of known) part.visit(row, add);
    const found = Float32Array.from(visited, (other) => similarities[other]!);
    const best = topOfRows(visited, found, nearest, (other) => other !== row);
    for (const { row: other, score } of best.sort((a, b) => a.row - b.row)) {
      toRows.push(other);
      strengths.push(Math.min(1, score));
    }
    offsets[row + 1] = toRows.length;
    for (const other of visited) similarities[other] = 0;
  }
  return { offsets, toRows: Int32Array.from(toRows), strengths: Float32Array.from(strengths) };
}
