import { expect, test } from 'vitest';
import { declarationOf, WELCOME } from '../testing/welcomeDeclaration.js';
import { coinsOf } from './coinsOf.js';

const declaration = (salt: string) => ({
  ...declarationOf(WELCOME, { ...WELCOME, id: 'hint' }),
  holdout: { share: 0.2, salt },
});
const DEVICES = Array.from({ length: 50_000 }, (_, i) => `device-${i}`);
const heldOut = ([salt, coin]: readonly [string, string]) =>
  DEVICES.map((id) => coinsOf(declaration(salt), id)[coin] === 'holdout');
const shareOf = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;

test.each([
  ['two interventions', ['spring', 'welcome'], ['spring', 'hint']],
  ['an intervention and all', ['spring', 'welcome'], ['spring', 'all']],
  ['two salts', ['spring', 'welcome'], ['summer', 'welcome']],
] as const)('the coins of %s are independent', (_name, first, second) => {
  const [a, b] = [heldOut(first), heldOut(second)];
  const both = shareOf(a.map((held, i) => held && b[i]!));
  // Four standard errors of a share of .2 · .2, and of .2.
  expect(Math.abs(both - 0.04)).toBeLessThan(4 * Math.sqrt((0.04 * 0.96) / DEVICES.length));
  expect(Math.abs(shareOf(a) - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / DEVICES.length));
});

test('coins are the same each time, for every intervention and for all', () => {
  const coins = coinsOf(declaration('spring'), 'device-1');
  expect(Object.keys(coins)).toEqual(['all', 'welcome', 'hint']);
  expect(coinsOf(declaration('spring'), 'device-1')).toEqual(coins);
});
