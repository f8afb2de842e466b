import { expect, test } from 'vitest';
import { armOf, armOfResult, seededRandom } from './index.js';

/** Names as the store makes them: four whole numbers of 32 bits. */
const random = seededRandom(11);
const word = () => Math.floor(random() * 2 ** 32);
const HISTORY_IDS = Array.from({ length: 20_000 }, () => [word(), word(), word(), word()].join('-'));
const holdout = (share: number) => HISTORY_IDS.filter((historyId) => armOf(historyId, share) === 'holdout');

test('nobody is in a holdout of 0, everybody in one of 1', () => {
  expect(holdout(0)).toEqual([]);
  expect(holdout(1)).toEqual(HISTORY_IDS);
});

test.each([0.01, 0.05, 0.1, 0.5, 0.9])('a share of %d holds that part of the devices', (share) => {
  const standardDeviation = Math.sqrt((share * (1 - share)) / HISTORY_IDS.length);
  // The seed is fixed; four standard deviations would be missed by one seed in 16,000.
  expect(Math.abs(holdout(share).length / HISTORY_IDS.length - share)).toBeLessThan(4 * standardDeviation);
});

test('names that differ by one at one place fall independently', () => {
  for (const name of [(n: number) => `7-8-9-${n}`, (n: number) => `${n}-7-8-9`]) {
    const drawn = Array.from({ length: 4000 }, (_, n) => armOf(name(n), 0.5) === 'holdout');
    const held = drawn.filter(Boolean).length;
    const alike = drawn.filter((arm, n) => n > 0 && arm === drawn[n - 1]).length;
    // Four standard deviations of 4,000 throws of a coin.
    for (const count of [held, alike]) expect(Math.abs(count - 2000)).toBeLessThan(127);
  }
});

test('a smaller holdout lies within a greater one', () => {
  const shares = [0.01, 0.05, 0.1, 0.5].map(holdout);
  shares.slice(1).forEach((greater, i) => {
    expect(shares[i]!.filter((historyId) => !greater.includes(historyId))).toEqual([]);
    expect(greater.length).toBeGreaterThan(shares[i]!.length);
  });
});

test('a device keeps its arm from one version to the next: these draws may never change', () => {
  // In per cent, computed apart from this code: FNV-1a, then MurmurHash3's finaliser.
  const draws = { '': 66.892, '1-2-3-4': 81.245, '4294967295-0-17-2147483648': 22.822, '913-2281-7-40': 79.868 };
  for (const [historyId, percent] of Object.entries(draws)) {
    expect([armOf(historyId, (percent - 0.001) / 100), armOf(historyId, (percent + 0.001) / 100)], historyId).toEqual([
      'personalised',
      'holdout',
    ]);
  }
});

test("a result's id tells its arm", () => {
  expect(['p-1x', 'h-1x', 'u-1x', 'px', '', 'holdout'].map((id) => armOfResult(id))).toEqual([
    'personalised',
    'holdout',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(['p-1x', 'u-1x', 'px'].map((id) => armOfResult(id, 'holdout'))).toEqual([
    'personalised',
    'holdout',
    undefined,
  ]);
});
