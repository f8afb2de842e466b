import { expect, test } from 'vitest';
import { exactId } from './exactId.js';

test.each([
  [' a ', 'a'],
  ['77.0', '77'],
  ['77.00', '77.00'],
  ['1.5.0', '1.5.0'],
  ['12E5', '12E5'],
  ['1e-4b', '1e-4b'],
  ['0077', '0077'],
  [77, '77'],
])('reads %j as %j', (found, id) => {
  expect(exactId(found, 'item_id')).toBe(id);
});

test.each([
  ['4.00635E+12', 'item_id must have all its digits: '],
  ['4,00635e+12', 'item_id must have all its digits: '],
  ['1E+15', 'item_id must have all its digits: '],
  [2 ** 53, 'item_id must be a text, because a number of this size loses its last digits, found 9007199254740992.'],
  ['a\u0000b', 'item_id must have no control characters, found a text of 3 characters.'],
  ['someone@example.org', 'item_id must be the id of a product, found an e-mail address.'],
  ['  ', 'item_id must be a text of 1 to 200 characters'],
  [1.5, 'item_id must be a text of 1 to 200 characters'],
])('refuses %j', (found, message) => {
  expect(() => exactId(found, 'item_id')).toThrow(
    expect.objectContaining({ code: 'invalid-event', message: expect.stringContaining(message) }),
  );
});
