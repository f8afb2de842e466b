import type { ItemHead } from './head.js';

/** The next item that the shopper decides to buy: another question about the same state. */
export const nextPurchase = {
  over: 'items',
  target: 'next-purchase',
  // Its name is older than heads.
  queryMatrix: () => 'purchase_query',
} as const satisfies ItemHead;
