import { AisleError, type ItemId, parseItemId } from '@aisle/core';
import { shownField } from './shownField.js';

/** A spreadsheet writes a long number so, with six of its digits: one digit, a sign and an exponent of two. */
const SCIENTIFIC = /^-?\d(?:[.,]\d+)?E[+-]\d{2,3}$/i;
/** Pandas writes whole numbers so, in a column with a missing value. Up to 15 digits are exact. */
const WHOLE_WITH_DECIMALS = /^(\d{1,15})\.0$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that no id has.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

function refuseId(field: string, found: unknown, problem: string): never {
  throw new AisleError('invalid-event', `${field} ${problem}, found ${shownField(found)}.`, { field });
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;

/** Most ids are a word or digits, and need no further check. */
const PLAIN = /^(?:[A-Za-z_][\w-]{0,199}|\d{1,200})$/;

/**
 * An id of a file, without outer spaces; `77.0` is 77. Ids whose digits are lost are refused, because they match no id
 * of the shop's pages.
 *
 * @param field for messages
 * @throws AisleError `invalid-event`
 */
export function exactId(found: unknown, field: string): ItemId {
  if (typeof found !== 'string') {
    if (typeof found === 'number' && Number.isInteger(found) && !Number.isSafeInteger(found))
      refuseId(field, found, 'must be a text, because a number of this size loses its last digits');
    return parseItemId(found, field);
  }
  if (PLAIN.test(found)) return parseItemId(found, field);
  const id = found.trim();
  if (SCIENTIFIC.test(id))
    refuseId(field, id, 'must have all its digits: format the column as text before you save the table');
  // A release publishes its item ids.
  if (field === 'item_id' && EMAIL.test(id))
    throw new AisleError('invalid-event', 'item_id must be the id of a product, found an e-mail address.', { field });
  if (CONTROL_CHARACTER.test(id)) refuseId(field, id, 'must have no control characters');
  return parseItemId(WHOLE_WITH_DECIMALS.exec(id)?.[1] ?? id, field);
}
