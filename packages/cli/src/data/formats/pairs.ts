import { AisleError } from '@aisle/core';
import type { LineFormat } from '../format.js';
import { untimedRow } from '../logRow.js';

/** Public data sets in this format contain purchases and reviews. */
export const pairs: LineFormat = {
  kind: 'lines',
  description: "one event per line: user item (each user's lines in time order, read as purchases)",
  parseLine(text) {
    const fields = text.trim().split(/\s+/);
    const [userId, itemId] = fields;
    if (userId === undefined || itemId === undefined || fields.length > 2) {
      throw new AisleError('invalid-event', `line must be a user and an item, found ${fields.length} fields.`);
    }
    return untimedRow(userId, [itemId], 'purchase');
  },
};
