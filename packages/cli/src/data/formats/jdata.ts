import type { EventNames } from '../eventNames.js';
import type { TableFormat } from '../format.js';

/** JData's codes: browse, order, follow, comment, add to cart. GA4 has no event for a comment, which follows a purchase. */
const JDATA_CODES: EventNames = new Map([
  ['1', 'view_item'],
  ['2', 'purchase'],
  ['3', 'add_to_wishlist'],
  ['4', null],
  ['5', 'add_to_cart'],
]);

export const jdata: TableFormat = {
  kind: 'table',
  description: 'JData CSV: action_time,user_id,sku_id,type,... (comments are skipped)',
  separator: ',',
  required: { userId: ['user_id'], itemId: ['sku_id'], timestamp: ['action_time'], event: ['type'] },
  optional: {},
  eventTypes: JDATA_CODES,
};
