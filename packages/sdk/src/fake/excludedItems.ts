import type { TrackedEvent } from '@aisle/core';
import type { PredictRequest } from '@aisle/worker';

/**
 * Which items the engine leaves out of a prediction. The contract test holds this and the engine's own rule together.
 */
export function excludedItems(
  { exclude = [], excludeCart, excludePurchased }: PredictRequest,
  events: readonly TrackedEvent[],
): ReadonlySet<string> {
  return new Set([
    ...exclude,
    ...(excludeCart ? itemsInCart(events) : []),
    ...(excludePurchased ? itemsPurchased(events) : []),
  ]);
}

/** Added, and neither removed nor bought since. */
function itemsInCart(events: readonly TrackedEvent[]): Iterable<string> {
  const quantities = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'add_to_cart' && event.type !== 'remove_from_cart' && event.type !== 'purchase') continue;
    for (const { item_id, quantity } of event.items) {
      const before = quantities.get(item_id) ?? 0;
      const after =
        event.type === 'add_to_cart'
          ? before + (quantity ?? 1)
          : event.type === 'remove_from_cart'
            ? before - (quantity ?? before)
            : 0;
      if (after > 0) quantities.set(item_id, after);
      else quantities.delete(item_id);
    }
  }
  return quantities.keys();
}

function itemsPurchased(events: readonly TrackedEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'purchase' ? event.items.map(({ item_id }) => item_id) : []));
}
