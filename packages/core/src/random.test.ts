import { describe, expect, test } from 'vitest';
import { normal, seededRandom, shuffle } from './random.js';

describe('seededRandom', () => {
  // Outputs of Ettinger's C code, computed with Python's unbounded integers. Other implementations publish the outputs
  // of seed 0 in their tests.
  const REFERENCE: readonly (readonly [number, readonly number[], number])[] = [
    [0, [1144304738, 1416247, 958946056, 627933444, 2007157716], 567894473],
    [1, [2693262067, 11749833, 2265367787, 4213581821, 4159151403], 567894474],
    [42, [2581720956, 1925393290, 3661312704, 2876485805, 750819978], 567894515],
    [0xdeadbeef, [4043151706, 1147597007, 3315858022, 1538288752, 2042435954], 8855736],
  ];

  test.each(REFERENCE)('seed %i gives the published sequence', (seed, outputs, state) => {
    const random = seededRandom(seed);
    expect(outputs.map(() => random() * 2 ** 32)).toEqual(outputs);
    expect(random.getState()).toBe(state);
  });

  test('continues from its state', () => {
    const random = seededRandom(9);
    for (let i = 0; i < 10; i++) random();
    const resumed = seededRandom(random.getState());
    expect([resumed(), resumed()]).toEqual([random(), random()]);
  });

  test('stays in [0, 1), also for negative seeds', () => {
    const random = seededRandom(-3);
    for (let i = 0; i < 10_000; i++) {
      const value = random();
      expect(value >= 0 && value < 1).toBe(true);
    }
  });
});

test('normal has mean 0, variance 1 and normal tails', () => {
  const random = seededRandom(3);
  const count = 40_000;
  const values = Array.from({ length: count }, () => normal(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / count;
  // Four standard errors: 1 / sqrt(n), sqrt(2 / n) and sqrt(p (1 - p) / n) with p = .0455.
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.0284);
  expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.0042);
});

test('normal stays finite if the uniform number is 0', () => {
  expect(normal(() => 0)).toBeCloseTo(0, 12);
});

describe('shuffle', () => {
  test('is a permutation, in place', () => {
    const random = seededRandom(5);
    for (const length of [0, 1, 2, 17, 100]) {
      const values = Uint32Array.from({ length }, (_, i) => i * 3);
      const shuffled = shuffle(values, random);
      expect(shuffled).toBe(values);
      expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i * 3));
    }
  });

  test('reaches every order equally often', () => {
    const random = seededRandom(11);
    const rounds = 24_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < rounds; i++) {
      const order = shuffle([1, 2, 3, 4], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const expected = rounds / 24;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.9 % quantile of chi-square with 23 degrees of freedom. The usual error, j from all n, gives about
    // 6,000.
    expect(chiSquare).toBeLessThan(49.73);
  });

  test('the same seed gives the same order', () => {
    const order = (seed: number) => [
      ...shuffle(
        Uint32Array.from({ length: 50 }, (_, i) => i),
        seededRandom(seed),
      ),
    ];
    expect(order(4)).toEqual(order(4));
    expect(order(4)).not.toEqual(order(5));
  });
});
