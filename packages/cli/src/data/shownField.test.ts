import { expect, test } from 'vitest';
import { shownField } from './shownField.js';

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  [-3, '-3'],
  ['', '""'],
  ['39,95', '"39,95"'],
  ['-1', '"-1"'],
  ['4.00635E+12', '"4.00635E+12"'],
  ['45352.50000', '"45352.50000"'],
  ['03/04/2026', '"03/04/2026"'],
  ['03.04.2026 10:00', '"03.04.2026 10:00"'],
  ['2026-02-30T10:00:00+02:00', '"2026-02-30T10:00:00+02:00"'],
  ['soon', 'a text of 4 characters'],
  ['Anna Schmidt', 'a text of 12 characters'],
  ['anna@shop.example', 'a text of 17 characters'],
  ['+49 170 1234567', 'a text of 15 characters'],
  ['0170 1234567', 'a text of 12 characters'],
  ['01701234567', 'a text of 11 characters'],
])('%j is shown as %s', (found, shown) => {
  expect(shownField(found)).toBe(shown);
});
