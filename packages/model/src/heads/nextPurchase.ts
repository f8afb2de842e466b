import type { ItemHead } from './head.js';

/** The next item that the shopper decides to buy. Its matrix changes the query, not the encoder's state. */
export const nextPurchase = {
  over: 'items',
  target: 'next-purchase',
  // Releases from before there were heads have this name.
  queryMatrix: () => 'purchase_query',
} as const satisfies ItemHead;
