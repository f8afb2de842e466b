import { expect, test } from 'vitest';
import { separatorOf } from './separatorOf.js';

test.each([
  ['user_id,item_id', ',', ',', true],
  ['user_id;item_id;event', ',', ';', true],
  ['user_id\titem_id', ',', '\t', true],
  ['SessionId,ItemId,Time', '\t', ',', true],
  ['"price; net";"a, b, c, d";x', ',', ';', true],
  ['a;b,c', ',', ',', true],
  ['item_id', ',', ',', true],
  ['sep=;\r', ',', ';', false],
  ['SEP=|', ',', '|', false],
] as const)('%j', (line, expected, separator, isHeader) => {
  expect(separatorOf(line, expected)).toEqual({ separator, isHeader });
});
