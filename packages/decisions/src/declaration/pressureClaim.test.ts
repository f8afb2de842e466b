import { expect, test } from 'vitest';
import { pressureClaim } from './pressureClaim.js';

test.each([
  ['Hurry: only 3 left', 'only 3 left'],
  ['Nur noch 2 Stück', 'Nur noch 2 Stück'],
  ['Plus que 4 en stock', 'Plus que 4'],
  ['¡Solo quedan 5!', 'Solo quedan 5'],
  ['仅剩两件', '仅剩'],
  ['Ends in 10 minutes', 'Ends in 10'],
])('finds pressure in "%s"', (text, claim) => expect(pressureClaim(text)).toBe(claim));

test.each([
  'Free shipping above 50 EUR',
  'You have 2 items left to try',
  'Noch 10 EUR bis zum Gratisversand',
  '免运费',
])('finds no pressure in "%s"', (text) => expect(pressureClaim(text)).toBeUndefined());
