import { topK } from '../topK.js';
import type { TransitionTable } from '../transitionTable.js';
import { type Content, contentTransitions } from './contentTransitions.js';
import type { ItemTransitions, TransitionsOf } from './transitionStrengths.js';

/**
 * Maximum number of transitions of each item: 340 kB for 12,000 items. With 32 it would be 595 kB, for 1 % more NDCG@10
 * (Amazon Beauty).
 */
export const MAX_NEIGHBOURS = 16;
/**
 * A weaker transition changes a score by less than .002, and would lower the precision of the others in the release's
 * file.
 */
const MIN_STRENGTH = 1e-6;

/** The strongest transitions of each item, joined by its content. */
export function joinedTransitions(
  counted: TransitionsOf,
  itemCount: number,
  neighbours = MAX_NEIGHBOURS,
  content?: Content,
): TransitionTable {
  const joined = content ? contentTransitions(counted, content.neighbours)(content.rule) : counted;
  return strongestTransitions(joined, itemCount, neighbours);
}

/** @param transitionsOf is called once for each item, so that only the strongest stay in memory */
export function strongestTransitions(
  transitionsOf: TransitionsOf,
  itemCount: number,
  neighbours = MAX_NEIGHBOURS,
): TransitionTable {
  const offsets = new Uint32Array(itemCount + 2);
  const kept: ItemTransitions[] = [];
  for (let row = 1; row <= itemCount; row++) {
    const { toRows, strengths } = transitionsOf(row);
    // `topK` reserves entry 0. Of equal strengths, it keeps lower rows: the same data always gives the same table.
    const padded = new Float64Array(strengths.length + 1);
    padded.set(strengths, 1);
    const best = topK(padded, neighbours).filter(({ score }) => score >= MIN_STRENGTH);
    const entries = Uint32Array.from(best, ({ row: entry }) => entry - 1).sort();
    kept.push({
      toRows: Int32Array.from(entries, (entry) => toRows[entry]!),
      strengths: Float64Array.from(entries, (entry) => strengths[entry]!),
    });
    offsets[row + 1] = offsets[row]! + entries.length;
  }
  const table = { offsets, toRows: new Int32Array(offsets.at(-1)!), strengths: new Float32Array(offsets.at(-1)!) };
  kept.forEach(({ toRows, strengths }, i) => {
    table.toRows.set(toRows, offsets[i + 1]);
    table.strengths.set(strengths, offsets[i + 1]);
  });
  return table;
}
