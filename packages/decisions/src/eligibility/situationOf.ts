import type { TrackedEvent } from '@aisle/core';
import type { Situation } from './situation.js';

/** A pause of this length ends a session, as in GA4. */
const SESSION_PAUSE_MS = 30 * 60_000;
const DAY_MS = 86_400_000;

/** The parts of a situation that the history determines. */
export type HistorySituation = Pick<
  Situation,
  'nowMs' | 'sessionStartMs' | 'cart' | 'orders' | 'daysAway' | 'viewedCategories'
>;

/**
 * Reads a situation from a history. A purchase empties the cart. A price in another currency has no value.
 *
 * @param history oldest first
 * @param currency of the declaration, ISO 4217
 */
export function situationOf(history: readonly TrackedEvent[], nowMs: number, currency: string): HistorySituation {
  const cart = new Map<string, { quantity: number; price: number }>();
  let orders = 0;
  let sessionStartMs = nowMs;
  let lastMs: number | undefined;
  let daysAway: number | undefined;
  let viewedCategories: readonly string[] = [];
  const continueSession = (timestampMs: number) => {
    if (lastMs === undefined) sessionStartMs = timestampMs;
    else if (timestampMs - lastMs > SESSION_PAUSE_MS) {
      daysAway = (timestampMs - lastMs) / DAY_MS;
      sessionStartMs = timestampMs;
    }
    lastMs = timestampMs;
  };
  for (const event of history) {
    continueSession(event.timestampMs);
    if (event.type === 'purchase') {
      orders++;
      cart.clear();
    } else if (event.type === 'add_to_cart') {
      const isPriced = event.currency === undefined || event.currency === currency;
      for (const { item_id, quantity = 1, price } of event.items) {
        const before = cart.get(item_id) ?? { quantity: 0, price: 0 };
        cart.set(item_id, { quantity: before.quantity + quantity, price: isPriced ? (price ?? before.price) : 0 });
      }
    } else if (event.type === 'remove_from_cart') {
      for (const { item_id, quantity = 1 } of event.items) {
        const before = cart.get(item_id);
        if (!before) continue;
        if (before.quantity > quantity) cart.set(item_id, { ...before, quantity: before.quantity - quantity });
        else cart.delete(item_id);
      }
    } else if (event.type === 'view_item') {
      // An `item_category` may be a path: "Shoes > Boots" or "shoes/boots".
      const path = event.items[0]?.item_category;
      viewedCategories = path === undefined ? [] : [path, ...path.split(/\s*[>/]\s*/)];
    }
  }
  continueSession(nowMs);
  const lines = [...cart.values()];
  return {
    nowMs,
    sessionStartMs,
    cart: {
      items: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      value: lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
    },
    orders,
    ...(daysAway !== undefined && { daysAway }),
    viewedCategories,
  };
}
