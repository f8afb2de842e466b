import { AisleError } from '@aisle/core';
import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { LineFormat } from '../format.js';
import { eventRow } from '../logRow.js';

const SHOWN_CHARACTERS = 40;

function parseObject(text: string): Record<string, unknown> {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = undefined;
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Record<string, unknown>;
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
  throw new AisleError('invalid-event', `line must be one JSON object, found ${shown}`);
}

/** Exports write null for a missing value. */
const undefinedIfNull = (found: unknown) => (found === null ? undefined : found);

export const jsonl: LineFormat = {
  kind: 'lines',
  description: 'one JSON object per line: user_id, item_id, event, timestamp[, session_id, price, quantity, index]',
  parseLine(text) {
    const { user_id: userId, item_id: itemId, event, timestamp, price, quantity, index } = parseObject(text);
    return eventRow(
      {
        userId,
        itemId,
        event,
        timestamp,
        price: undefinedIfNull(price),
        quantity: undefinedIfNull(quantity),
        index: undefinedIfNull(index),
      },
      COMMON_EVENT_NAMES,
    );
  },
};
