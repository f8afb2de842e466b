import { AisleError } from '@aisle/core';
import type { LineFormat } from '../format.js';
import { untimedRow } from '../logRow.js';

/** Public data sets in this format contain purchases and reviews. */
export const sequences: LineFormat = {
  kind: 'lines',
  description: 'one user per line: userId item item ... (in time order, read as purchases)',
  parseLine(text) {
    const [userId = '', ...itemIds] = text.trim().split(/\s+/);
    if (itemIds.length === 0)
      throw new AisleError('invalid-event', `line must be a user id and items, found only ${JSON.stringify(userId)}.`);
    return untimedRow(userId, itemIds, 'purchase');
  },
};
