import { AisleError } from '@aisle/core';
import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { LineFormat } from '../format.js';
import { eventRow } from '../logRow.js';
import { numberField } from '../numberField.js';

function parseWithoutNotANumber(text: string): unknown {
  try {
    return JSON.parse(text.replace(NOT_A_NUMBER, '$1null'));
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Record<string, unknown> {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = parseWithoutNotANumber(text);
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Record<string, unknown>;
  // The text may have a shopper's data, so it is not shown.
  throw new AisleError('invalid-event', `line must be one JSON object, found ${text.length} other characters.`);
}

/** Python writes these words, which are not JSON, for a missing number. */
const NOT_A_NUMBER = /([:,[]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g;

/** Exports write null for a missing value, and numbers as texts. */
const optionalNumber = (found: unknown) =>
  found === null ? undefined : typeof found === 'string' ? numberField(found) : found;

export const jsonl: LineFormat = {
  kind: 'lines',
  description:
    'one JSON object per line: user_id, item_id, event, timestamp[, session_id, price, quantity, index, device, referrer, landing_category]',
  parseLine(text) {
    const {
      user_id: userId,
      item_id: itemId,
      event,
      timestamp,
      price,
      quantity,
      index,
      device,
      referrer,
      landing_category: landingCategory,
    } = parseObject(text);
    return eventRow(
      {
        userId,
        itemId,
        event,
        timestamp,
        price: optionalNumber(price),
        quantity: optionalNumber(quantity),
        index: optionalNumber(index),
        device,
        referrer,
        landingCategory,
      },
      COMMON_EVENT_NAMES,
    );
  },
};
