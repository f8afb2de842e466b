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
  /** Kinds that the shopper has just bought and rarely buys twice. */
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
/** A row of fewer items looks broken. */
const LEAST_ITEMS = 3;

/** Quotas in the order in which they yield. An item is allowed if the quotas that forbid it have yielded. */
const VIEWED = 1;
const PER_KIND = 2;
const BOUGHT_KIND = 3;

/**
 * Composes a row by maximal marginal relevance (Carbonell & Goldstein 1998, https://doi.org/10.1145/290941.291025). Each
 * step takes the item with the highest sum of three terms: its score, how it calibrates the row, and, negative, its
 * largest cosine with an item of the row, at least 0.
 *
 * Quotas yield in the order `maxViewed`, `maxPerKind`, `boughtKinds`. They yield if there are k candidates and the row
 * would have fewer than k items, or if it would have fewer than three.
 *
 * @param candidates highest score first. Of equal items, the first is taken
 */
export function composeRow(candidates: readonly ScoredRow[], rules: RowRules): ScoredRow[] {
  const { k, diversity, maxPerKind, viewedRows, maxViewed, boughtKinds, kinds, similarity, mixture } = rules;
  const count = candidates.length;
  const least = count >= k ? k : Math.min(LEAST_ITEMS, count);
  const cosineWeight = diversity * LOGITS_OF_COSINE;
  const gainWeight = mixture ? diversity * LOGITS_OF_GAIN : 0;
  const { kindOfSlot, slotOf } = kindSlots(candidates, kinds);
  const countOfKind = new Int32Array(kindOfSlot.length);
  const gains = new Float64Array(kindOfSlot.length);
  const forbiddenKinds = Uint8Array.from(kindOfSlot, (kind) => quotaOfKind(kind, 0));
  const viewed = new Uint8Array(count);
  candidates.forEach(({ row }, i) => (viewed[i] = viewedRows.has(row) ? 1 : 0));
  let viewedQuota = maxViewed > 0 ? 0 : VIEWED;
  let viewedCount = 0;
  // A cosine with a further item can only lower a value, so a value that lacks the latest cosines is an upper bound. Most
  // candidates are already below the best by it, and their cosines are never computed.
  const cosines = new Float64Array(count);
  const compared = new Uint32Array(count);
  const taken = new Uint8Array(count);
  const row: ScoredRow[] = [];

  function quotaOfKind(kind: number, ofKind: number): number {
    if (kind < 0) return 0;
    if (boughtKinds.has(kind)) return BOUGHT_KIND;
    return ofKind < maxPerKind ? 0 : PER_KIND;
  }

  function take(index: number): void {
    const slot = slotOf[index]!;
    taken[index] = 1;
    row.push(candidates[index]!);
    countOfKind[slot]! += 1;
    forbiddenKinds[slot] = quotaOfKind(kindOfSlot[slot]!, countOfKind[slot]!);
    viewedCount += viewed[index]!;
    if (viewedCount >= maxViewed) viewedQuota = VIEWED;
  }

  /** @returns -1 if the quotas forbid all candidates */
  function findBest(yielded: number): number {
    let best = -1;
    let bestValue = -Infinity;
    const largestGain = gains.reduce((largest, gain) => Math.max(largest, gain), 0);
    for (let i = 0; i < count; i++) {
      const slot = slotOf[i]!;
      const { row: itemRow, score } = candidates[i]!;
      // The scores fall, so no later candidate is better.
      if ((1 - diversity) * score + gainWeight * largestGain <= bestValue) break;
      if (taken[i] || forbiddenKinds[slot]! > yielded || viewed[i]! * viewedQuota > yielded) continue;
      const base = (1 - diversity) * score + gainWeight * gains[slot]!;
      if (base - cosineWeight * cosines[i]! <= bestValue) continue;
      if (cosineWeight > 0)
        for (; compared[i]! < row.length; compared[i]! += 1)
          cosines[i] = Math.max(cosines[i]!, similarity(itemRow, row[compared[i]!]!.row));
      const value = base - cosineWeight * cosines[i]!;
      if (value <= bestValue) continue;
      best = i;
      bestValue = value;
    }
    return best;
  }

  for (let yielded = 0; row.length < (yielded === 0 ? k : least); ) {
    if (gainWeight > 0)
      kindOfSlot.forEach((kind, slot) => {
        gains[slot] = calibrationGain(mixture!.get(kind) ?? 0, countOfKind[slot]!, row.length);
      });
    const best = findBest(yielded);
    if (best >= 0) take(best);
    else if (yielded < BOUGHT_KIND) yielded += 1;
    else break;
  }
  return row;
}

/**
 * Numbers the kinds of the candidates from 0, so that arrays can hold what belongs to a kind. Items without a kind have
 * the kind -1.
 */
function kindSlots(
  candidates: readonly ScoredRow[],
  kinds: Kinds | undefined,
): { readonly kindOfSlot: readonly number[]; readonly slotOf: Int32Array } {
  const slotOfKind = new Map<number, number>();
  const slotOf = new Int32Array(candidates.length);
  candidates.forEach(({ row }, i) => {
    const kind = kinds?.ofRow[row] ?? -1;
    let slot = slotOfKind.get(kind);
    if (slot === undefined) slotOfKind.set(kind, (slot = slotOfKind.size));
    slotOf[i] = slot;
  });
  return { kindOfSlot: [...slotOfKind.keys()], slotOf };
}
