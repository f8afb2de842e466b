import { expect, test } from 'vitest';
import { ShopperIds } from './shopperIds.js';

test('a record with the account alone is of the browser that had it first', () => {
  const ids = new ShopperIds();
  expect(ids.resolve('cookie-1', 'account')).toBe('cookie-1');
  expect(ids.resolve('cookie-2', 'account')).toBe('cookie-2');
  expect(ids.resolve(undefined, 'account')).toBe('cookie-1');
});

test('an account without a browser is a shopper, a record without an id is not', () => {
  const ids = new ShopperIds();
  const alone = ids.resolve(undefined, '7');
  expect([alone, ids.resolve('7', undefined)]).toEqual([expect.any(String), '7']);
  expect(alone).not.toBe('7');
  expect(ids.resolve(undefined, undefined)).toBeUndefined();
});
