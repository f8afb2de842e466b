import type { Identified, RowOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { readIds } from '../readIds.js';
import { type RowDecision, row } from './row.js';

/** Items that shoppers buy together with the given ones. Reads no history. */
export const boughtWith = (
  items: Identified | Iterable<Identified>,
  options: RowOptions | null | undefined,
  page: Pick<PageEnvironment, 'absoluteUrl'>,
): RowDecision =>
  row('boughtWith', options, page, () => {
    const itemIds = readIds('boughtWith', 'the items', items);
    if (!itemIds) throw new Error('it needs the ids of items');
    return { itemIds };
  });
