/** The names of `sessionFeatures`, in order. They are in a separate file, because devices do not need them. */
export const SESSION_FEATURES = [
  'actions',
  'views',
  'items',
  'cart additions',
  'cart removals',
  'purchases',
  'most actions on one item',
  'share of repeated actions',
  'minutes since the first action',
  'minutes since the latest action',
  'latest action is a cart addition',
  'items in the cart',
  'earlier sessions',
  'days since the earlier session',
  'earlier orders',
  'has earlier orders',
  'days since the latest earlier order',
] as const;

export type SessionFeature = (typeof SESSION_FEATURES)[number];
