import { expect, test } from 'vitest';
import { armOf, armOfResult, seededRandom } from './index.js';

/** Ids as the store creates them: four unsigned 32-bit integers. */
const random = seededRandom(11);
const uint32 = () => Math.floor(random() * 2 ** 32);
const HISTORY_IDS = Array.from({ length: 20_000 }, () => [uint32(), uint32(), uint32(), uint32()].join('-'));
const holdout = (share: number) => HISTORY_IDS.filter((historyId) => armOf(historyId, share) === 'holdout');

test('a holdout of 0 contains no device, one of 1 every device', () => {
  expect(holdout(0)).toEqual([]);
  expect(holdout(1)).toEqual(HISTORY_IDS);
});

test.each([0.01, 0.05, 0.1, 0.5, 0.9])('a holdout of %d contains that share of the devices', (share) => {
  const standardDeviation = Math.sqrt((share * (1 - share)) / HISTORY_IDS.length);
  // The seed is fixed. One seed in 16,000 exceeds four standard deviations.
  expect(Math.abs(holdout(share).length / HISTORY_IDS.length - share)).toBeLessThan(4 * standardDeviation);
});

test('ids that differ in one number get independent arms', () => {
  for (const idOf of [(n: number) => `7-8-9-${n}`, (n: number) => `${n}-7-8-9`]) {
    const inHoldout = Array.from({ length: 4000 }, (_, n) => armOf(idOf(n), 0.5) === 'holdout');
    const holdoutCount = inHoldout.filter(Boolean).length;
    const equalNeighbours = inHoldout.filter((arm, n) => n > 0 && arm === inHoldout[n - 1]).length;
    // Four standard deviations of 4,000 coin flips.
    for (const count of [holdoutCount, equalNeighbours]) expect(Math.abs(count - 2000)).toBeLessThan(127);
  }
});

test('a greater holdout contains every smaller one', () => {
  const shares = [0.01, 0.05, 0.1, 0.5].map(holdout);
  shares.slice(1).forEach((greater, i) => {
    expect(shares[i]!.filter((historyId) => !greater.includes(historyId))).toEqual([]);
    expect(greater.length).toBeGreaterThan(shares[i]!.length);
  });
});

test('a device keeps its arm in every version of the SDK', () => {
  // In per cent, computed by separate code: FNV-1a, then MurmurHash3's finalizer. These values must never change.
  const hashes = { '': 66.892, '1-2-3-4': 81.245, '4294967295-0-17-2147483648': 22.822, '913-2281-7-40': 79.868 };
  for (const [historyId, percent] of Object.entries(hashes)) {
    expect([armOf(historyId, (percent - 0.001) / 100), armOf(historyId, (percent + 0.001) / 100)], historyId).toEqual([
      'personalised',
      'holdout',
    ]);
  }
});

test('armOfResult reads the arm from the prefix', () => {
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
