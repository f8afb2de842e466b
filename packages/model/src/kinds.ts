import type { ContextTable } from './scoreParts/context.js';

/** The kinds of the items (their categories), how people buy them again, and what sells lately. */
export interface Kinds {
  /** Category paths, such as `Outdoor > Tents`. The id of a kind is its index. */
  readonly names: readonly string[];
  /** [itemCount + 1], the kind of each row; -1 for an item without a category, and for row 0. */
  readonly ofRow: Int32Array;
  /** [names.length] */
  readonly repurchases: readonly Repurchase[];
  /** Embedding rows, at most `MAX_TRENDING`, most trending first. */
  readonly trending: Int32Array;
  /** Present if the model's config has `context`. */
  readonly context?: ContextTable;
}

/** How often people who bought one item of a kind buy another or the same of that kind later. */
export interface Repurchase {
  /** Share of first purchases of the kind followed by another purchase of the kind, smoothed by the log's mean. */
  readonly share: number;
  /** Median days between two purchases of the kind; undefined if nobody bought twice. */
  readonly medianDays: number | undefined;
}

export const MAX_TRENDING = 10_000;

/** Below this share, a second purchase of the kind is the exception. */
const RARE_SHARE = 0.1;
/** Half of the shoppers buy again before the median. A row has to show the item a little before. */
const DUE_PART = 0.7;

/** From this share on, items of the kind are used up and replaced. */
const USED_UP_SHARE = 0.3;

/** Whether a shopper who bought an item of the kind is unlikely to want another. */
export const isRarelyRebought = ({ share }: Repurchase): boolean => share < RARE_SHARE;

/**
 * Whether the shopper may soon need an item of the kind again.
 *
 * @param elapsedDays since the shopper's latest purchase of the kind
 */
export const isDue = ({ medianDays }: Repurchase, elapsedDays: number): boolean =>
  medianDays !== undefined && elapsedDays >= DUE_PART * medianDays;

/**
 * Whether the shopper needs no other item of the kind now: it lasts, or it is not used up yet.
 *
 * @param elapsedDays since the shopper's latest purchase of the kind
 */
export const isSupplied = (repurchase: Repurchase, elapsedDays: number): boolean => {
  const { share, medianDays } = repurchase;
  const isUsedUp = share >= USED_UP_SHARE && medianDays !== undefined;
  return isRarelyRebought(repurchase) || (isUsedUp && !isDue(repurchase, elapsedDays));
};

/** The kinds of these items, of which the shopper needs no second one. */
export function rarelyReboughtKinds({ ofRow, repurchases }: Kinds, rows: readonly number[]): Set<number> {
  return new Set(rows.map((row) => ofRow[row]!).filter((kind) => kind >= 0 && isRarelyRebought(repurchases[kind]!)));
}
