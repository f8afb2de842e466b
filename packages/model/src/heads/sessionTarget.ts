/** What heads over the session can predict, each as a yes or no. */
export const SESSION_TARGETS = [
  /** A purchase later in this session, which ends after 30 minutes without an action. */
  'purchase-in-session',
  /** A purchase of an item that is in the cart now, later in this session. */
  'cart-completion',
  /** An order within this many days. */
  'order-within-7',
  'order-within-30',
  'order-within-90',
  /** A return of goods of the latest order. */
  'return-of-goods',
] as const;

export type SessionTarget = (typeof SESSION_TARGETS)[number];
