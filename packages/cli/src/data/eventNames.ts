import { ACTION_TYPES, type ActionType, AisleError } from '@aisle/core';

/**
 * Event names of a file, in lower case, with Aisle's action type. `null` marks well-formed rows that are not item
 * events: readers skip and count them.
 */
export type EventNames = ReadonlyMap<string, ActionType | null>;

const ALIASES: Readonly<Record<string, ActionType>> = {
  view: 'view_item',
  pv: 'view_item',
  cart: 'add_to_cart',
  addtocart: 'add_to_cart',
  'add-to-cart': 'add_to_cart',
  remove: 'remove_from_cart',
  wishlist: 'add_to_wishlist',
  follow: 'add_to_wishlist',
  fav: 'add_to_wishlist',
  checkout: 'begin_checkout',
  buy: 'purchase',
  order: 'purchase',
  transaction: 'purchase',
};

/** GA4's names and common aliases. A search has no item. */
export const COMMON_EVENT_NAMES: EventNames = new Map<string, ActionType | null>([
  ...ACTION_TYPES.map((type) => [type, type === 'search' ? null : type] as const),
  ['view_search_results', null],
  ...Object.entries(ALIASES),
]);

/** An event name as it is counted: without case and outer spaces. */
export const eventName = (found: unknown): string => String(found).trim().toLowerCase();

/**
 * The action type of an event name.
 *
 * @returns undefined for a name that is not in the table
 * @throws AisleError `invalid-event` for a row without a name
 */
export function eventTypeOf(found: unknown, names: EventNames): ActionType | null | undefined {
  const asWritten = names.get(found as string);
  if (asWritten !== undefined) return asWritten;
  if ((typeof found === 'string' || typeof found === 'number') && eventName(found) !== '')
    return names.get(eventName(found));
  throw new AisleError(
    'invalid-event',
    `event must be one of ${[...names.keys()].join(', ')}, found ${JSON.stringify(found) ?? 'nothing'}.`,
    { field: 'event' },
  );
}
