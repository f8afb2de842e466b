import type { ActionType } from '@aisle/core';
import type { EventNames } from '../eventNames.js';

/** The e-commerce events that Segment has published and RudderStack and PostHog use too. */
const NAMES: Readonly<Record<string, ActionType | null>> = {
  'product list viewed': 'view_item_list',
  'product clicked': 'select_item',
  'product viewed': 'view_item',
  'product added to wishlist': 'add_to_wishlist',
  'product added': 'add_to_cart',
  'wishlist product added to cart': 'add_to_cart',
  'product removed': 'remove_from_cart',
  'cart viewed': 'view_cart',
  'checkout started': 'begin_checkout',
  'order completed': 'purchase',
  // Repeats the items of the order.
  'order updated': null,
  'products searched': null,
  'product list filtered': null,
  'product removed from wishlist': null,
};

/** Names in both forms: of track calls (`Product Viewed`) and of a warehouse's tables (`product_viewed`). */
export const TRACK_EVENT_NAMES: EventNames = new Map(
  Object.entries(NAMES).flatMap(([name, type]) => [
    [name, type],
    [name.replaceAll(' ', '_'), type],
  ]),
);
