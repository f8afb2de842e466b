import type { Action } from '../action.js';
import { isPurchase } from '../choice.js';
import type { Kinds, Repurchase } from '../kinds.js';
import { SESSION_GAP_MS } from '../sessions.js';
import type { RelationSource } from './relationSource.js';
import { trendingRows } from './trendingRows.js';

/** The log's mean counts as this many shoppers of each kind. */
const PRIOR_SHOPPERS = 10;
const DAY_MS = 86_400_000;
/** Digits after the point. More would only make the release larger. */
const [SHARE_DIGITS, DAYS_DIGITS] = [3, 1];

/**
 * The kinds of a release: the categories of its items, how often people buy each kind again, and what sells lately. All
 * counts come from the training histories. In a log without purchases, every share is 1: then nothing is known to be
 * rarely bought again.
 */
export function buildKinds(source: RelationSource): Kinds {
  const { training, itemCount, timed, categories } = source;
  const { names, ofRow } = categories ?? { names: [], ofRow: new Int32Array(itemCount + 1).fill(-1) };
  const counts = names.map((): Counts => ({ shoppers: 0, returned: 0, gapsDays: [] }));
  let hasPurchases = false;
  for (const { actions } of training) {
    const purchases = actions.filter(isPurchase);
    hasPurchases ||= purchases.length > 0;
    countPurchases(purchases, ofRow, counts, timed);
  }
  const sum = (field: 'shoppers' | 'returned') => counts.reduce((total, kind) => total + kind[field], 0);
  const meanShare = hasPurchases ? sum('returned') / Math.max(1, sum('shoppers')) : 1;
  return {
    names,
    ofRow,
    repurchases: counts.map((kind) => repurchaseOf(kind, meanShare, timed)),
    trending: trendingRows(source),
  };
}

interface Counts {
  /** Shoppers with a purchase of the kind. */
  shoppers: number;
  /** Those of them who bought the kind again in a later session. */
  returned: number;
  /** Days between two such purchases. */
  readonly gapsDays: number[];
}

/** Adds the purchases of one shopper. Items of one order are one purchase of their kind. */
function countPurchases(
  purchases: readonly Action[],
  ofRow: Int32Array,
  counts: readonly Counts[],
  timed: boolean,
): void {
  const latestMs = new Map<number, number>();
  const returned = new Set<number>();
  for (const { itemRow, timestampMs } of purchases) {
    const kind = ofRow[itemRow]!;
    if (kind < 0) continue;
    const beforeMs = latestMs.get(kind);
    if (beforeMs === undefined) counts[kind]!.shoppers += 1;
    else if (!timed || timestampMs - beforeMs > SESSION_GAP_MS) {
      counts[kind]!.gapsDays.push((timestampMs - beforeMs) / DAY_MS);
      returned.add(kind);
    }
    latestMs.set(kind, timestampMs);
  }
  for (const kind of returned) counts[kind]!.returned += 1;
}

/** Without real timestamps, the days between purchases are unknown. */
function repurchaseOf({ shoppers, returned, gapsDays }: Counts, meanShare: number, timed: boolean): Repurchase {
  const share = (returned + PRIOR_SHOPPERS * meanShare) / (shoppers + PRIOR_SHOPPERS);
  const sorted = Float64Array.from(gapsDays).sort();
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return {
    share: rounded(share, SHARE_DIGITS),
    medianDays: timed && sorted.length > 0 ? rounded(median, DAYS_DIGITS) : undefined,
  };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
