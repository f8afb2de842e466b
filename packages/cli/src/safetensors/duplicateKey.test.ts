import { expect, test } from 'vitest';
import { duplicateKey } from './duplicateKey.js';

test.each([
  ['{"a":1,"b":2}', undefined],
  ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', undefined],
  ['{"a":"a","b":"b"}', undefined],
  ['{"a":["a","a"]}', undefined],
  ['{"a":"{\\"a\\":1}"}', undefined],
  ['{"a":1,"b":2, "a" :3}', 'a'],
  ['{"c":{"x":1,"\\u0078":2}}', 'x'],
  ['{"\\\\":1,"\\\\":2}', '\\'],
])('the key that %s has twice is %j', (json, key) => {
  expect(duplicateKey(json)).toBe(key);
});

test('long strings are read', () => {
  const long = JSON.stringify({ a: 'x'.repeat(20_000_000), b: '\n"'.repeat(2_000_000) });
  expect(duplicateKey(long)).toBeUndefined();
});
