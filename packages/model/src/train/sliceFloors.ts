import type { CandidateSet } from './candidateSets.js';
import type { EventCounts } from './eventCounts.js';
import { gainsOfRanks, midRank } from './metrics.js';

/** First number of training events of each slice. Items without events belong to the first. */
const SLICE_STARTS = [0, 5, 20, 100] as const;

/** What a plain transition table reaches. No slice of a score should lie below it. */
export interface SliceFloors {
  /** [sets], the slice of the label by popularity */
  readonly slices: Uint8Array;
  /** [sets], gain in NDCG@10 of the table */
  readonly tableGains: Float64Array;
}

/**
 * The slices of candidate sets, and what the best of the plain tables reaches in each. It ranks all items, as
 * `aisle evaluate` does.
 */
export function sliceFloors(
  sets: readonly CandidateSet[],
  { actionCounts, baselines }: Pick<EventCounts, 'actionCounts' | 'baselines'>,
  maskHistory: boolean,
): SliceFloors {
  const slices = Uint8Array.from(sets, ({ rows }) => sliceOf(actionCounts[rows[0]!]!));
  const tables = baselines().map((scorer) => {
    const ranks = sets.map(({ example: { history }, rows }) => {
      const scores = scorer(history);
      if (maskHistory) for (const { itemRow } of history) scores[itemRow] = -Infinity;
      return midRank(scores, rows[0]!);
    });
    return gainsOfRanks(ranks, 'ndcg@10');
  });
  const sumOf = (gains: Float64Array) => gains.reduce((sum, gain) => sum + gain, 0);
  return { slices, tableGains: tables.reduce((one, other) => (sumOf(other) > sumOf(one) ? other : one)) };
}

const sliceOf = (count: number) => SLICE_STARTS.filter((start) => start <= count).length - 1;

function meansOf(gains: ArrayLike<number>, slices: Uint8Array): Float64Array {
  const sums = new Float64Array(SLICE_STARTS.length);
  const sizes = new Float64Array(SLICE_STARTS.length);
  slices.forEach((slice, set) => {
    sums[slice]! += gains[set]!;
    sizes[slice]! += 1;
  });
  return sums.map((sum, slice) => sum / Math.max(1, sizes[slice]!));
}

/**
 * How far the gains lie below the table, summed over the slices, each by its share of the sets. A score that wins on
 * popular answers may lose on rare ones. Shoppers then see the same few items everywhere.
 *
 * @param gains [sets]
 */
export function shortfall(gains: ArrayLike<number>, { slices, tableGains }: SliceFloors): number {
  const [floors, means] = [meansOf(tableGains, slices), meansOf(gains, slices)];
  return (
    slices.reduce((sum, slice) => sum + Math.max(0, floors[slice]! - means[slice]!), 0) / Math.max(1, slices.length)
  );
}
