import type { TrendingOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { type RowDecision, row } from './row.js';

/** Items that sell lately, of one category or of all. Reads no history. */
export const trending = (
  options: TrendingOptions | null | undefined,
  page: Pick<PageEnvironment, 'absoluteUrl'>,
): RowDecision => row('trending', options, page, ({ category }) => (category ? { category: `${category}` } : {}));
