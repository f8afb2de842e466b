import type { TrackedEvent } from './events.js';
import { withoutRefunds } from './withoutRefunds.js';

/** Items that a prediction must not contain. */
export interface Exclusions {
  readonly exclude?: readonly string[];
  /** Excludes items that the history shows as viewed. */
  readonly excludeViewed?: boolean;
  /** Excludes items that the history shows in the cart. */
  readonly excludeCart?: boolean;
  /** Excludes items that the history shows as purchased, and not refunded. */
  readonly excludePurchased?: boolean;
}

/**
 * Items that were added to the cart, and not removed or purchased since. A removal without a quantity removes all.
 *
 * @param events oldest first
 */
export function itemsInCart(events: readonly TrackedEvent[]): Set<string> {
  const quantities = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'add_to_cart') {
      for (const { item_id, quantity = 1 } of event.items)
        quantities.set(item_id, (quantities.get(item_id) ?? 0) + quantity);
    } else if (event.type === 'remove_from_cart') {
      for (const { item_id, quantity = Infinity } of event.items) {
        const remaining = (quantities.get(item_id) ?? 0) - quantity;
        if (remaining > 0) quantities.set(item_id, remaining);
        else quantities.delete(item_id);
      }
    } else if (event.type === 'purchase') {
      for (const { item_id } of event.items) quantities.delete(item_id);
    }
  }
  return new Set(quantities.keys());
}

const itemsOf = (events: readonly TrackedEvent[], type: 'view_item' | 'purchase') =>
  new Set(events.flatMap((event) => (event.type === type ? event.items.map(({ item_id }) => item_id) : [])));

/** Without items that were refunded. */
export const itemsPurchased = (events: readonly TrackedEvent[]): Set<string> =>
  itemsOf(withoutRefunds(events), 'purchase');

/** The ids of all items that the exclusions name: directly, viewed, in the cart, or purchased. */
export function excludedItems(
  { exclude = [], excludeViewed, excludeCart, excludePurchased }: Exclusions,
  events: readonly TrackedEvent[],
): Set<string> {
  return new Set([
    ...exclude,
    ...(excludeViewed ? itemsOf(events, 'view_item') : []),
    ...(excludeCart ? itemsInCart(events) : []),
    ...(excludePurchased ? itemsPurchased(events) : []),
  ]);
}
