import type { ActionType, Random } from '@aisle/core';
import type { Product } from './catalogue.js';
import { ONE_IS_ENOUGH } from './companions.js';
import { type Intent, neededIntent, utility } from './intent.js';
import type { Market } from './market.js';
import { companionsInOrder } from './needs.js';
import { exponential, poisson, weightedIndex } from './sampling.js';
import type { Tastes } from './tastes.js';

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

/** The shopper at the start of a session. */
export interface Visitor {
  readonly tastes: Tastes;
  /** Kinds that the shopper has bought. */
  readonly owned: ReadonlySet<string>;
  /** Catalogue indices of products in the cart since the last visit. */
  readonly cart: readonly number[];
  /** Whether the intents continue those of an earlier session. */
  readonly resumed: boolean;
}

const MEAN_SECONDS_BETWEEN_STEPS = 45;
const DETOUR_CHANCE = 0.18;
/** Share of the needed products that go into the cart from a list, without a look at their page. */
const UNSEEN_CHANCE = 0.85;
/** Share of the comparisons that end with a product of the kind that was not viewed: a search or a recommendation found it. */
const FOUND_ELSEWHERE_CHANCE = 0.7;
/** Share of the shoppers who stay with their usual product. */
const USUAL_CHANCE = 0.6;
const SOLD_IN_SETS = new Set(['plate', 'bowl', 'mug', 'tumbler', 'socks', 'trail-meal', 'light-bulb']);

/** One visit: views that approach an intent or none, then optional wishlist, cart and purchase events. */
class Session {
  readonly steps: SessionStep[] = [];
  readonly #market: Market;
  readonly #random: Random;
  readonly #startMs: number;
  #nowMs: number;

  constructor(market: Market, startMs: number, random: Random) {
    this.#market = market;
    this.#startMs = startMs;
    this.#nowMs = startMs;
    this.#random = random;
  }

  add(event: ActionType, productIndex: number, quantity = 1, index?: number): void {
    this.steps.push({
      event,
      productIndex,
      timestampMs: Math.round(this.#nowMs),
      quantity,
      ...(index !== undefined && { index }),
    });
    this.#nowMs += 3000 + exponential(MEAN_SECONDS_BETWEEN_STEPS, this.#random) * 1000;
  }

  /** One order: all purchase events have the same time. */
  purchase(cart: readonly number[]): void {
    const purchasedAt = this.#nowMs;
    for (const productIndex of cart) {
      this.#nowMs = purchasedAt;
      const isSet = SOLD_IN_SETS.has(this.product(productIndex).style) && this.#random() < 0.7;
      this.add('purchase', productIndex, isSet ? 2 * (1 + Math.floor(this.#random() * 3)) : 1);
    }
  }

  product(productIndex: number): Product {
    return this.#market.catalogue[productIndex] as Product;
  }

  /** Views products of the intent's category, and returns the one that fits best. */
  compare(intent: Intent, resumed: boolean): number | undefined {
    const shelf = this.#market.productIndicesByCategory.get(intent.category) as readonly number[];
    const fit = shelf.map((productIndex) => utility(this.#market, productIndex, intent, this.#startMs));
    const viewed = new Set<number>();
    let best: number | undefined;
    let bestFit = -Infinity;
    const views = 2 + poisson(intent.serious ? 3 : 2, this.#random);
    for (let n = 0; n < views; n++) {
      if (this.#random() < DETOUR_CHANCE) {
        this.add('view_item', this.#popularProduct());
        continue;
      }
      // Later views fit the intent better, so they say more about the purchase than the first ones.
      const sharpness = resumed ? 1 : Math.min(1, 0.55 + 0.15 * n);
      const weights = fit.map((value, i) => Math.exp(sharpness * value) * (viewed.has(shelf[i] as number) ? 0.15 : 1));
      const choice = weightedIndex(weights, this.#random);
      const productIndex = shelf[choice] as number;
      // A category page lists its products in catalogue order.
      if (this.#random() < 0.2) this.add('select_item', productIndex, 1, choice);
      this.add('view_item', productIndex);
      viewed.add(productIndex);
      if ((fit[choice] as number) > bestFit) {
        bestFit = fit[choice] as number;
        best = productIndex;
      }
    }
    const findsAnother = intent.serious && this.#random() < FOUND_ELSEWHERE_CHANCE;
    return findsAnother ? this.#drawOfKind(intent, viewed) : best;
  }

  /** Takes what is needed: the usual product, or one that fits, after a look at it or without. */
  take(intent: Intent): number {
    const { usual } = intent;
    const choice = usual !== undefined && this.#random() < USUAL_CHANCE ? usual : this.#drawOfKind(intent);
    if (this.#random() >= UNSEEN_CHANCE) {
      if (this.#random() < 0.4) this.add('view_item', this.#drawOfKind(intent));
      this.add('view_item', choice);
    }
    return choice;
  }

  /** Draws a product of the intent's kind. One of the viewed products only if the shopper has seen all. */
  #drawOfKind(intent: Intent, viewed: ReadonlySet<number> = new Set()): number {
    const shelf = this.#market.productIndicesByStyle.get(intent.style) as readonly number[];
    const weights = shelf.map(
      (productIndex) =>
        Math.exp(utility(this.#market, productIndex, intent, this.#startMs)) * (viewed.has(productIndex) ? 1e-6 : 1),
    );
    return shelf[weightedIndex(weights, this.#random)] as number;
  }

  /** Draws a product by popularity alone, independent of the intent. */
  #popularProduct(): number {
    const { catalogue, arrivalMs, logPopularity } = this.#market;
    return weightedIndex(
      catalogue.map((_, i) => ((arrivalMs[i] as number) > this.#startMs ? 0 : Math.exp(logPopularity[i] as number))),
      this.#random,
    );
  }
}

/** Simulates one visit with these intents. Companions of what goes into the cart may go into it too. */
export function simulateSession(
  market: Market,
  intents: readonly Intent[],
  { tastes, owned, cart, resumed }: Visitor,
  startMs: number,
  random: Random,
): SessionOutcome {
  const session = new Session(market, startMs, random);
  const newCart = [...cart];
  const putIntoCart = (productIndex: number) => {
    if (newCart.includes(productIndex)) return;
    const { style } = session.product(productIndex);
    const replaced = newCart.findIndex((other) => session.product(other).style === style);
    if (replaced >= 0 && ONE_IS_ENOUGH.has(style)) {
      session.add('remove_from_cart', newCart[replaced] as number);
      newCart.splice(replaced, 1);
    }
    session.add('add_to_cart', productIndex);
    newCart.push(productIndex);
  };
  for (const intent of intents) {
    const choice = intent.compares ? session.compare(intent, resumed) : session.take(intent);
    if (choice === undefined) continue;
    if (intent.compares && random() < 0.1) session.add('add_to_wishlist', choice);
    if (random() >= (intent.serious ? 0.85 : 0.1)) continue;
    putIntoCart(choice);
    const { style, item_brand: brand } = session.product(choice);
    for (const other of companionsInOrder(style, owned, random))
      putIntoCart(session.take(neededIntent({ style: other, brand }, tastes, random)));
  }
  const dropped = newCart.length > 1 && random() < 0.15 ? newCart.shift() : undefined;
  if (dropped !== undefined) session.add('remove_from_cart', dropped);
  const buys = newCart.length > 0 && random() < (intents.some(({ serious }) => serious) ? 0.75 : 0.12);
  if (!buys) return { steps: session.steps, purchased: [], cart: newCart };
  session.purchase(newCart);
  return { steps: session.steps, purchased: newCart, cart: [] };
}
