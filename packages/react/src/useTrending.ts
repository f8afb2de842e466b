import type { TrendingOptions } from '@aisle/sdk';
import { type UseRowResult, useRow } from './useRow.js';

export type UseTrendingOptions = Omit<TrendingOptions, 'signal'>;

/** Items that sell lately. They stay until an option other than `filter` or the consent changes. Never throws. */
export const useTrending = (options?: UseTrendingOptions | null): UseRowResult =>
  useRow<UseTrendingOptions>(options, { subject: true, request: (aisle, options) => aisle.trending(options) });
