import type { Kinds } from '../kinds.js';
import type { ScoredRow } from '../topK.js';
import { calibrationGain } from './calibrationGain.js';

/** What a row of items must be like. */
export interface RowRules {
  /** The number of items. */
  readonly k: number;
  /** 0: by score alone. 1: as different as possible. */
  readonly diversity: number;
  /** At most this many items of one kind. */
  readonly maxPerKind: number;
  readonly viewedRows: ReadonlySet<number>;
  /** At most this many items of `viewedRows`. */
  readonly maxViewed: number;
  /** Kinds that the shopper has bought and does not need now. */
  readonly boughtKinds: ReadonlySet<number>;
  readonly kinds: Kinds | undefined;
  /** Cosine of two items' vectors, by embedding row. */
  readonly similarity: (a: number, b: number) => number;
  /** The shopper's own mixture of kinds, by kind, with the sum 1. Absent: the row is not calibrated. */
  readonly mixture?: ReadonlyMap<number, number> | undefined;
}

/** What a cosine of 1 and a calibration gain of 1 count beside a logit, if they have the same weight as the score. */
const LOGITS_OF_COSINE = 14;
const LOGITS_OF_GAIN = 5;
/** From this length on, a row is by score alone: nobody compares so many items. */
const COMPOSED_LENGTH = 100;
/** A row of fewer items looks broken. */
const LEAST_ITEMS = 3;

/** A candidate that is not in the row yet. */
interface Candidate {
  readonly item: ScoredRow;
  readonly kind: number;
  readonly viewed: boolean;
  taken: boolean;
  /** The largest cosine with the first `compared` items of the row, at least 0. */
  cosine: number;
  compared: number;
}

/**
 * Composes a row by maximal marginal relevance (Carbonell & Goldstein 1998, https://doi.org/10.1145/290941.291025). Each
 * step takes the item with the highest sum of three terms. They are its score, how it calibrates the row, and, negative,
 * its largest cosine with an item of the row (at least 0).
 *
 * Quotas yield in the order `maxViewed`, `maxPerKind`, `boughtKinds` if the row would have fewer than k items. With fewer
 * than k candidates, `boughtKinds` yields only up to three items.
 *
 * @param candidates highest score first. Of equal items, the first is taken
 */
export function composeRow(candidates: readonly ScoredRow[], rules: RowRules): ScoredRow[] {
  const { k, diversity, maxPerKind, viewedRows, maxViewed, boughtKinds, kinds, similarity, mixture = [] } = rules;
  const left = candidates.map(
    (item): Candidate => ({
      item,
      kind: kinds?.ofRow[item.row] ?? -1,
      viewed: viewedRows.has(item.row),
      taken: false,
      cosine: 0,
      compared: 0,
    }),
  );
  const least = left.length < k ? LEAST_ITEMS : k;
  const counts = new Map<number, number>();
  const row: ScoredRow[] = [];
  let viewedCount = 0;
  // The quotas 1 to 3, in their order, up to which all have yielded.
  let yielded = 0;
  // By score alone, an item that was passed over stays so until a quota yields. A search from the start would take seconds
  // for a row of 50,000 items.
  let searched = 0;
  while (row.length < Math.min(left.length, yielded < 3 ? k : least) && yielded <= 3) {
    const weight = row.length < COMPOSED_LENGTH ? diversity : 0;
    const cosineWeight = weight * LOGITS_OF_COSINE;
    const gains = new Map<number, number>();
    let largestGain = 0;
    for (const [kind, share] of weight > 0 ? mixture : []) {
      const gain = weight * LOGITS_OF_GAIN * calibrationGain(share, counts.get(kind) ?? 0, row.length);
      gains.set(kind, gain);
      largestGain = Math.max(largestGain, gain);
    }
    let best = -1;
    let bestValue = -Infinity;
    for (let i = weight > 0 ? 0 : searched; i < left.length; i++) {
      const candidate = left[i]!;
      const { item, kind, viewed } = candidate;
      if (candidate.taken) continue;
      const score = (1 - weight) * item.score;
      // The scores fall, so no later candidate is better.
      if (score + largestGain <= bestValue) break;
      if (viewed && viewedCount >= maxViewed && yielded < 1) continue;
      if (kind >= 0 && (counts.get(kind) ?? 0) >= maxPerKind && yielded < 2) continue;
      if (boughtKinds.has(kind) && yielded < 3) continue;
      const value = score + (gains.get(kind) ?? 0);
      // A cosine with a further item can only lower a value. Most candidates are below the best before it is known.
      while (weight > 0 && candidate.compared < row.length && value - cosineWeight * candidate.cosine > bestValue)
        candidate.cosine = Math.max(candidate.cosine, similarity(item.row, row[candidate.compared++]!.row));
      if (value - cosineWeight * candidate.cosine <= bestValue) continue;
      best = i;
      bestValue = value - cosineWeight * candidate.cosine;
    }
    const taken = left[best];
    if (taken) {
      taken.taken = true;
      if (weight === 0) searched = best + 1;
      row.push(taken.item);
      counts.set(taken.kind, (counts.get(taken.kind) ?? 0) + 1);
      if (taken.viewed) viewedCount += 1;
    } else {
      yielded += 1;
      searched = 0;
    }
  }
  return row;
}
