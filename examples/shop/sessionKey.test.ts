import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { sessionKey } from './sessionKey.js';

const SECRET = Buffer.alloc(32, 1);

test('the key is HKDF-SHA256 of the secret and the customer', () => {
  // RFC 5869 with an empty salt and one block.
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(SECRET).digest();
  const expanded = createHmac('sha256', extracted).update('aisle history of customer 7\x01').digest('base64');
  expect(sessionKey(SECRET, 'customer 7')).toBe(expanded);
});

test('each customer has another key', () => {
  expect(sessionKey(SECRET, 'customer 8')).not.toBe(sessionKey(SECRET, 'customer 7'));
});
