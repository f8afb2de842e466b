import type { ActionType, Random } from '@aisle/core';
import { type Intent, utility } from './intent.js';
import type { Market } from './market.js';
import { exponential, poisson, weightedIndex } from './sampling.js';

/** One action of a shopper in a session. `productIndex` is the product's index in the catalogue. */
export interface SessionStep {
  readonly event: ActionType;
  readonly productIndex: number;
  readonly timestampMs: number;
  readonly quantity: number;
  /** For a click in a list: the product's position in the list, from 0. */
  readonly index?: number;
}

export interface SessionOutcome {
  readonly steps: SessionStep[];
  /** Catalogue indices of purchased products, in order. */
  readonly purchased: number[];
  /** Catalogue indices of products that stay in the cart. */
  readonly cart: number[];
}

const MEAN_SECONDS_BETWEEN_STEPS = 45;
const DETOUR_CHANCE = 0.1;
const SOLD_IN_SETS = new Set(['plate', 'bowl', 'mug', 'tumbler']);

/** Draws a product by popularity alone, independent of the intent. */
function popularProduct(market: Market, timestampMs: number, random: Random): number {
  const weights = market.catalogue.map((_, i) =>
    (market.arrivalMs[i] as number) > timestampMs ? 0 : Math.exp(market.logPopularity[i] as number),
  );
  return weightedIndex(weights, random);
}

/**
 * Simulates one visit: views that approach the intent, then optional wishlist, cart and purchase events.
 *
 * @param cart catalogue indices of products in the cart since the last visit
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
  const addStep = (event: ActionType, productIndex: number, quantity = 1, index?: number) => {
    steps.push({
      event,
      productIndex,
      timestampMs: Math.round(nowMs),
      quantity,
      ...(index !== undefined && { index }),
    });
    nowMs += 3000 + exponential(MEAN_SECONDS_BETWEEN_STEPS, random) * 1000;
  };

  const shelf = market.productIndicesByCategory.get(intent.category) as readonly number[];
  const fit = shelf.map((productIndex) => utility(market, productIndex, intent, startMs));
  const viewed = new Set<number>();
  let best = -1;
  let bestFit = -Infinity;
  const views = 2 + poisson(intent.serious ? 3 : 2, random);
  for (let n = 0; n < views; n++) {
    if (random() < DETOUR_CHANCE) {
      addStep('view_item', popularProduct(market, nowMs, random));
      continue;
    }
    // Later views fit the intent better, so they say more about the purchase than the first ones.
    const sharpness = resumed ? 1 : Math.min(1, 0.55 + 0.15 * n);
    const weights = fit.map((value, i) => Math.exp(sharpness * value) * (viewed.has(shelf[i] as number) ? 0.15 : 1));
    const choice = weightedIndex(weights, random);
    const productIndex = shelf[choice] as number;
    // A category page lists its products in catalogue order.
    if (random() < 0.2) addStep('select_item', productIndex, 1, choice);
    addStep('view_item', productIndex);
    viewed.add(productIndex);
    if ((fit[choice] as number) > bestFit) {
      bestFit = fit[choice] as number;
      best = productIndex;
    }
  }

  const newCart = [...cart];
  const purchased: number[] = [];
  if (best >= 0 && random() < 0.1) addStep('add_to_wishlist', best);
  if (best >= 0 && !newCart.includes(best) && random() < (intent.serious ? 0.85 : 0.1)) {
    addStep('add_to_cart', best);
    newCart.push(best);
  }
  const dropped = newCart.length > 1 && random() < 0.35 ? newCart.shift() : undefined;
  if (dropped !== undefined) addStep('remove_from_cart', dropped);
  if (newCart.length > 0 && random() < (intent.serious ? 0.7 : 0.12)) {
    const purchasedAt = nowMs;
    for (const productIndex of newCart) {
      const product = market.catalogue[productIndex] as (typeof market.catalogue)[number];
      nowMs = purchasedAt;
      addStep(
        'purchase',
        productIndex,
        SOLD_IN_SETS.has(product.style) && random() < 0.7 ? 2 * (1 + Math.floor(random() * 3)) : 1,
      );
      purchased.push(productIndex);
    }
    newCart.length = 0;
  }
  return { steps, purchased, cart: newCart };
}
