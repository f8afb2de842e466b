import type { TrackedEvent } from '@aisle/core';

/** Items that a request wants no prediction of. */
export interface Exclusions {
  readonly exclude?: readonly string[];
  /** Excludes what the history has in the cart. */
  readonly excludeCart?: boolean;
  /** Excludes what the history has as bought. */
  readonly excludePurchased?: boolean;
}

/** What was put into the cart and neither taken out nor bought since, by the events, oldest first. */
export function itemsInCart(events: readonly TrackedEvent[]): Set<string> {
  const quantities = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'add_to_cart') {
      for (const { item_id, quantity = 1 } of event.items)
        quantities.set(item_id, (quantities.get(item_id) ?? 0) + quantity);
    } else if (event.type === 'remove_from_cart') {
      for (const { item_id, quantity = Infinity } of event.items) {
        const left = (quantities.get(item_id) ?? 0) - quantity;
        if (left > 0) quantities.set(item_id, left);
        else quantities.delete(item_id);
      }
    } else if (event.type === 'purchase') {
      for (const { item_id } of event.items) quantities.delete(item_id);
    }
  }
  return new Set(quantities.keys());
}

export function itemsPurchased(events: readonly TrackedEvent[]): Set<string> {
  return new Set(
    events.flatMap((event) => (event.type === 'purchase' ? event.items.map(({ item_id }) => item_id) : [])),
  );
}

/** The ids of all items that `exclusions` names, directly or by way of the history. */
export function excludedItems(
  { exclude = [], excludeCart, excludePurchased }: Exclusions,
  events: readonly TrackedEvent[],
): string[] {
  return [...exclude, ...(excludeCart ? itemsInCart(events) : []), ...(excludePurchased ? itemsPurchased(events) : [])];
}
