import { normal, type Random } from '@aisle/core';
import type { Product } from './catalogue.js';
import { COMPANIONS, ONE_IS_ENOUGH, USED_UP_AFTER_DAYS } from './companions.js';
import { exponential } from './sampling.js';

/** A kind that a shopper will want, because it completes a purchase or because the last one is used up. */
export interface Need {
  readonly style: string;
  /** The brand of the purchase that it follows. */
  readonly brand: string;
  readonly dueMs: number;
  /** For a kind that is used up, the catalogue index of the product that was bought last. */
  readonly usual?: number;
}

const DAY_MS = 86_400_000;
/** Share of the wanted companions that go into the same order. The others are bought on a later visit. */
const SAME_ORDER_SHARE = 0.45;
const MEAN_DAYS_TO_COMPANION = 9;
/** Share of the shoppers who return to this shop when something is used up. */
const RETURN_CHANCE = 0.85;
/** Spread of the intervals between two purchases of a kind, as a standard deviation of logarithms. */
const INTERVAL_DEVIATION = 0.3;
/** Chance that a shopper wants a second one of a kind of which one is enough. */
export const SECOND_CHANCE = 0.04;

/** Draws whether the shopper wants one more of the kind. */
export const wantsOneMore = (style: string, owned: ReadonlySet<string>, random: Random): boolean =>
  !owned.has(style) || !ONE_IS_ENOUGH.has(style) || random() < SECOND_CHANCE;

function drawCompanions(style: string, share: number, owned: ReadonlySet<string>, random: Random): string[] {
  return Object.entries(COMPANIONS[style] ?? {})
    .filter(([other, chance]) => random() < chance * share && wantsOneMore(other, owned, random))
    .map(([other]) => other);
}

/** The kinds that go into the cart with a product of this one. */
export const companionsInOrder = (style: string, owned: ReadonlySet<string>, random: Random): string[] =>
  drawCompanions(style, SAME_ORDER_SHARE, owned, random);

/** What a purchase makes the shopper want later: companions within days, and the kind itself when it is used up. */
export function needsAfter(
  { style, item_brand: brand }: Product,
  productIndex: number,
  boughtMs: number,
  owned: ReadonlySet<string>,
  random: Random,
): Need[] {
  const needs: Need[] = drawCompanions(style, 1 - SAME_ORDER_SHARE, owned, random).map((other) => ({
    style: other,
    brand,
    dueMs: boughtMs + (1 + exponential(MEAN_DAYS_TO_COMPANION, random)) * DAY_MS,
  }));
  const median = USED_UP_AFTER_DAYS[style];
  if (median !== undefined && random() < RETURN_CHANCE) {
    const days = median * Math.exp(INTERVAL_DEVIATION * normal(random));
    needs.push({ style, brand, dueMs: boughtMs + days * DAY_MS, usual: productIndex });
  }
  return needs;
}
