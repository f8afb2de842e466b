import type { OmitReason } from '../omitReasons.js';
import type { ExportRecord } from './exportRecord.js';
import { numberOf } from './fieldOf.js';

const REASONS: ReadonlyMap<string, OmitReason> = new Map([
  ['cancelled', 'cancelled'],
  ['failed', 'cancelled'],
  ['trash', 'cancelled'],
  ['draft', 'cancelled'],
  ['auto-draft', 'cancelled'],
  ['checkout-draft', 'cancelled'],
  ['refunded', 'refund'],
]);

/** Why an order with this status is excluded. Other statuses count: pending, processing, on-hold, completed, a shop's own. */
export const omittedByStatus = (status: string): OmitReason | undefined =>
  REASONS.get(status.replace(/^wc-/, '').replaceAll(' ', '-'));

/** Guests have the customer id 0. */
export function withoutGuestId(record: ExportRecord, names: readonly string[]): ExportRecord {
  const guestIds = names.filter((name) => numberOf(record, name) === 0);
  return { ...record, ...Object.fromEntries(guestIds.map((name) => [name, undefined])) };
}
