import type { Action } from '../action.js';
import { isCartAddition, isCartRemoval, isPurchase } from '../choice.js';

/** As `itemsInCart` of core, for actions, which have no quantities. */
export function rowsInCart(actions: readonly Action[]): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const action of actions) {
    if (isCartAddition(action)) rows.add(action.itemRow);
    else if (isCartRemoval(action) || isPurchase(action)) rows.delete(action.itemRow);
  }
  return rows;
}
