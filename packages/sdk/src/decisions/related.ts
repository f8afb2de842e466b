import type { Identified, RowOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { readIds } from '../readIds.js';
import { type RowDecision, row } from './row.js';

/** Items that shoppers consider instead of one item. Reads no history. */
export const related = (
  item: Identified,
  options: RowOptions | null | undefined,
  page: Pick<PageEnvironment, 'absoluteUrl'>,
): RowDecision =>
  row('related', options, page, () => {
    const itemId = readIds('related', 'the item', item)?.[0];
    if (itemId === undefined) throw new Error('it needs the id of an item');
    return { itemId };
  });
