import type { TrackedEvent } from './events.js';

/**
 * The events, with purchases as they are after refunds. A refund removes its items from the purchases of its
 * transaction, or all of them if it names none. An item remains while fewer units are refunded than were purchased.
 *
 * @returns `events` itself if nothing was refunded
 */
export function withoutRefunds(events: readonly TrackedEvent[]): readonly TrackedEvent[] {
  /** Refunded units by item, or `all`, by transaction. */
  const refunds = new Map<string, Map<string, number> | 'all'>();
  for (const event of events) {
    if (event.type !== 'refund') continue;
    const refunded = event.items ? (refunds.get(event.transaction_id) ?? new Map<string, number>()) : 'all';
    refunds.set(event.transaction_id, refunded);
    if (refunded !== 'all')
      for (const { item_id, quantity = Infinity } of event.items!)
        refunded.set(item_id, (refunded.get(item_id) ?? 0) + quantity);
  }
  if (refunds.size === 0) return events;
  return events.flatMap((event) => {
    const refunded =
      event.type === 'purchase' && event.transaction_id !== undefined && refunds.get(event.transaction_id);
    if (event.type !== 'purchase' || !refunded) return [event];
    if (refunded === 'all') return [];
    const purchased = new Map<string, number>();
    for (const { item_id, quantity = 1 } of event.items)
      purchased.set(item_id, (purchased.get(item_id) ?? 0) + quantity);
    const items = event.items.filter(({ item_id }) => (refunded.get(item_id) ?? 0) < purchased.get(item_id)!);
    return items.length > 0 ? [{ ...event, items }] : [];
  });
}
