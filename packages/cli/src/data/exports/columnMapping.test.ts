import { expect, test } from 'vitest';
import { parseAskedColumns } from './columnMapping.js';

test('columns are named by the command line, also with = and spaces in the name', () => {
  expect(parseAskedColumns(['user_id=Email', 'item_id= Art = Nr ', 'user_id=Client'], ' Buy ')).toEqual({
    names: { user_id: 'Client', item_id: 'Art = Nr' },
    event: 'purchase',
  });
  expect(parseAskedColumns([], undefined)).toEqual({ names: {} });
});

test.each([
  [['Email'], undefined, /^--column must be one of user_id, .+ such as user_id=Name; found "Email"\.$/],
  [['email=Email'], undefined, /found "email=Email"\.$/],
  [['user_id='], undefined, /found "user_id="\.$/],
  [[], 'search', /^--event must be the name of an item event, .+ found "search"\.$/],
  [[], 'refund', /found "refund"\.$/],
])('%j with event %s is refused', (columns, event, message) => {
  expect(() => parseAskedColumns(columns, event)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(message) }),
  );
});
