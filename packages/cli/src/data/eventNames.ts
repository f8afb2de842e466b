import { ACTION_TYPES, type ActionType, AisleError } from '@aisle/core';

/**
 * What a file calls an event, in lower case, and what Aisle calls it; `null` for rows that are well-formed and no
 * event of an item, which readers leave out and count.
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

/** GA4's names and the common other ones. A search has no item. */
export const COMMON_EVENT_NAMES: EventNames = new Map<string, ActionType | null>([
  ...ACTION_TYPES.map((type) => [type, type === 'search' ? null : type] as const),
  ...Object.entries(ALIASES),
]);

/** @throws AisleError `invalid-event`, listing the names that are known */
export function eventTypeOf(found: unknown, names: EventNames): ActionType | null {
  const type =
    typeof found === 'string' || typeof found === 'number' ? names.get(String(found).trim().toLowerCase()) : undefined;
  if (type !== undefined) return type;
  throw new AisleError(
    'invalid-event',
    `event must be one of ${[...names.keys()].join(', ')}, found ${JSON.stringify(found) ?? 'nothing'}.`,
    { field: 'event' },
  );
}
