import { type EventInput, parseEvent, type TrackedEvent } from '@aisle/core';

/** A view of one item, as a page reports it. */
export const viewInput = (item_id: string): EventInput => ({ type: 'view_item', items: [{ item_id }] });

/** The same, validated. */
export const viewOf = (item_id: string): TrackedEvent => parseEvent(viewInput(item_id), 1_000);

/** The ids of the first items of these events. */
export const firstIds = (events: readonly TrackedEvent[]): (string | undefined)[] =>
  events.map((event) => ('items' in event ? event.items[0]?.item_id : undefined));
