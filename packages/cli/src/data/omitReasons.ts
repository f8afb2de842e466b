/** Why a row, or an item of it, is excluded by rule, with the text of the table that lists the counts. */
export const OMIT_REASONS = {
  guest: 'No id of a shopper',
  cancelled: 'Order cancelled, failed or voided',
  refund: 'Order or item refunded or returned',
  test: 'Test order or internal traffic',
  'no-item': 'No item id. --column item_id=NAME chooses another column',
  duplicate: 'Order that was reported before',
  part: 'Part of a product that has its own row',
} as const;

export type OmitReason = keyof typeof OMIT_REASONS;
