import type { Identified } from '@aisle/sdk';
import { type UseRowOptions, type UseRowResult, useRow } from './useRow.js';

/**
 * Items that shoppers consider instead of this one. They stay until the item, an option other than `filter` or the consent
 * changes. Never throws.
 *
 * @param item undefined while the page loads it
 */
export const useRelated = (item: Identified | null | undefined, options?: UseRowOptions | null): UseRowResult =>
  useRow(options, { subject: item, request: (aisle, options) => aisle.related(item!, options) });
