import type { Conditions } from '../declaration/declaration.js';
import type { Situation } from './situation.js';

/** The first condition that does not hold. What is unknown meets no condition. */
export function unmetCondition(conditions: Conditions, situation: Situation): keyof Conditions | undefined {
  const { cart, orders, daysAway, viewedCategories, purchaseProbability } = situation;
  const unmet = (
    [
      ['minCartItems', atLeast(cart.items, conditions.minCartItems)],
      ['maxCartItems', atMost(cart.items, conditions.maxCartItems)],
      ['minCartValue', atLeast(cart.value, conditions.minCartValue)],
      ['maxCartValue', atMost(cart.value, conditions.maxCartValue)],
      ['minOrders', atLeast(orders, conditions.minOrders)],
      ['maxOrders', atMost(orders, conditions.maxOrders)],
      ['minDaysAway', atLeast(daysAway, conditions.minDaysAway)],
      ['viewedCategory', !conditions.viewedCategory || viewedCategories.includes(conditions.viewedCategory)],
      ['minPurchaseProbability', atLeast(purchaseProbability, conditions.minPurchaseProbability)],
      ['maxPurchaseProbability', atMost(purchaseProbability, conditions.maxPurchaseProbability)],
    ] as const
  ).find(([, holds]) => !holds);
  return unmet?.[0];
}

const atLeast = (found: number | undefined, bound: number | undefined) =>
  bound === undefined || (found !== undefined && found >= bound);

const atMost = (found: number | undefined, bound: number | undefined) =>
  bound === undefined || (found !== undefined && found <= bound);
