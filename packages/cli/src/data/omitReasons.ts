/** Why a row, or an item of it, is left out by rule, with the text of the table that lists the counts. */
export const OMIT_REASONS = {
  guest: 'no id of a shopper',
  cancelled: 'order cancelled, failed or voided',
  refund: 'order or item refunded or returned',
  test: 'test order or internal traffic',
  'no-item': 'no item id: choose another column with --column item_id=NAME',
  part: 'part of a product that has its own row',
} as const;

export type OmitReason = keyof typeof OMIT_REASONS;
