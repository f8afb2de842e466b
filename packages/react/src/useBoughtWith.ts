import type { Identified } from '@aisle/sdk';
import { listed } from './listed.js';
import { type UseRowOptions, type UseRowResult, useRow } from './useRow.js';

/**
 * Items that shoppers buy together with these, such as with the cart. They stay until the items, an option other than
 * `filter` or the consent changes. Never throws.
 *
 * @param items undefined while the page loads them. An empty list gives an empty row
 */
export function useBoughtWith(
  items: Identified | Iterable<Identified> | null | undefined,
  options?: UseRowOptions | null,
): UseRowResult {
  const subject = listed(items);
  return useRow(options, {
    subject,
    request: (aisle, options) => aisle.boughtWith(subject as Iterable<Identified>, options),
  });
}
