import type { ActionType, Random } from '@aisle/core';
import { type Intent, utility } from './intent.js';
import type { Market } from './market.js';
import { exponential, poisson, weightedIndex } from './sampling.js';

/** One thing that a shopper did within a session. `position` is the product's place in the catalogue. */
export interface SessionStep {
  readonly event: ActionType;
  readonly position: number;
  readonly timestampMs: number;
  readonly quantity: number;
  /** Of a click in a list: the 0-based place there. */
  readonly index?: number;
}

export interface SessionOutcome {
  readonly steps: SessionStep[];
  /** Catalogue positions bought, in order. */
  readonly bought: number[];
  /** Catalogue positions left in the cart. */
  readonly cart: number[];
}

const MEAN_SECONDS_BETWEEN_STEPS = 45;
const DETOUR_CHANCE = 0.1;
const SOLD_IN_SETS = new Set(['plate', 'bowl', 'mug', 'tumbler']);

/** A product that catches the eye without answering the intent: by popularity alone, from the whole range. */
function detour(market: Market, timestampMs: number, random: Random): number {
  const weights = market.catalogue.map((_, i) =>
    (market.arrivalMs[i] as number) > timestampMs ? 0 : Math.exp(market.logPopularity[i] as number),
  );
  return weightedIndex(weights, random);
}

/**
 * One visit: views that narrow down on the intent, then a wish, a cart, a change of mind, a purchase or nothing.
 *
 * @param cart what the shopper left in the cart last time, as catalogue positions
 */
export function simulateSession(
  market: Market,
  intent: Intent,
  startMs: number,
  cart: readonly number[],
  resumed: boolean,
  random: Random,
): SessionOutcome {
  const steps: SessionStep[] = [];
  let nowMs = startMs;
  const act = (event: ActionType, position: number, quantity = 1, index?: number) => {
    steps.push({ event, position, timestampMs: Math.round(nowMs), quantity, ...(index !== undefined && { index }) });
    nowMs += 3000 + exponential(MEAN_SECONDS_BETWEEN_STEPS, random) * 1000;
  };

  const shelf = market.positionsByCategory.get(intent.category) as readonly number[];
  const fit = shelf.map((position) => utility(market, position, intent, startMs));
  const seen = new Set<number>();
  let best = -1;
  let bestFit = -Infinity;
  const views = 2 + poisson(intent.serious ? 3 : 2, random);
  for (let n = 0; n < views; n++) {
    if (random() < DETOUR_CHANCE) {
      act('view_item', detour(market, nowMs, random));
      continue;
    }
    // The first look is broad; each view teaches the shopper what fits, so later views say more about the purchase.
    const sharpness = resumed ? 1 : Math.min(1, 0.55 + 0.15 * n);
    const weights = fit.map((value, i) => Math.exp(sharpness * value) * (seen.has(shelf[i] as number) ? 0.15 : 1));
    const choice = weightedIndex(weights, random);
    const position = shelf[choice] as number;
    // A category's page lists its products in the catalogue's order.
    if (random() < 0.2) act('select_item', position, 1, choice);
    act('view_item', position);
    seen.add(position);
    if ((fit[choice] as number) > bestFit) {
      bestFit = fit[choice] as number;
      best = position;
    }
  }

  const left = [...cart];
  const bought: number[] = [];
  if (best >= 0 && random() < 0.1) act('add_to_wishlist', best);
  if (best >= 0 && !left.includes(best) && random() < (intent.serious ? 0.85 : 0.1)) {
    act('add_to_cart', best);
    left.push(best);
  }
  const dropped = left.length > 1 && random() < 0.35 ? left.shift() : undefined;
  if (dropped !== undefined) act('remove_from_cart', dropped);
  if (left.length > 0 && random() < (intent.serious ? 0.7 : 0.12)) {
    const purchasedAt = nowMs;
    for (const position of left) {
      const product = market.catalogue[position] as (typeof market.catalogue)[number];
      nowMs = purchasedAt;
      act(
        'purchase',
        position,
        SOLD_IN_SETS.has(product.style) && random() < 0.7 ? 2 * (1 + Math.floor(random() * 3)) : 1,
      );
      bought.push(position);
    }
    left.length = 0;
  }
  return { steps, bought, cart: left };
}
