import { AisleError, seededRandom } from '@aisle/core';
import type { Kinds } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { decodeKinds, encodeKinds, maxKindsBytes } from './kindsCodec.js';

const kinds: Kinds = {
  names: ['Outdoor > Tents', 'Küche "2"'],
  ofRow: Int32Array.of(-1, 0, 1, -1),
  repurchases: [
    { share: 0.05, medianDays: undefined },
    { share: 1, medianDays: 30.5 },
  ],
  trending: Int32Array.of(3, 1),
  context: {
    demand: Int32Array.of(0, 24, 127, 0),
    byValue: new Map([
      ['month:6', Int32Array.of(-127, 127)],
      ['category:Küche "2"', Int32Array.of(0, 3)],
    ]),
  },
};
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const json = () => JSON.parse(new TextDecoder().decode(encodeKinds(kinds)));

test('kinds read back as they were written', () => {
  expect(decodeKinds(encodeKinds(kinds), 3)).toEqual(kinds);
});

test('a release without categories has empty kinds', () => {
  const empty: Kinds = { names: [], ofRow: Int32Array.of(-1, -1), repurchases: [], trending: Int32Array.of(1) };
  expect(decodeKinds(encodeKinds(empty), 1)).toEqual(empty);
});

test('the largest file has at most maxKindsBytes', () => {
  const itemCount = 3;
  const bytes = encodeKinds({
    names: Array.from({ length: itemCount }, (_, i) => `\u0001`.repeat(299) + i),
    ofRow: Int32Array.of(-1, 2, 2, 2),
    repurchases: Array.from({ length: itemCount }, () => ({ share: 1 / 3, medianDays: 99_999 + 1 / 3 })),
    trending: Int32Array.of(1, 2, 3),
    context: {
      demand: Int32Array.of(-127, -127, -127, -127),
      byValue: new Map(
        Array.from({ length: 100 }, (_, i) => [
          `category:${'\u0001'.repeat(297)}${i + 100}`,
          Int32Array.of(-127, -127, -127),
        ]),
      ),
    },
  });
  expect(bytes.length).toBeLessThanOrEqual(maxKindsBytes(itemCount));
  expect(bytes.length).toBeGreaterThan(0.9 * maxKindsBytes(itemCount) - 100);
});

describe('refusals', () => {
  test.each<[string, (file: any) => void, string]>([
    ['no names', (file) => delete file.names, 'names must be a list of at most 3'],
    ['more kinds than items', (file) => file.names.push('a', 'b'), 'names must be a list of at most 3'],
    ['an empty name', (file) => (file.names[0] = ''), 'names[0] must be a text'],
    ['a name of 301 characters', (file) => (file.names[0] = 'x'.repeat(301)), 'names[0] must be a text'],
    ['a name twice', (file) => (file.names[1] = file.names[0]), 'names must be a list of different texts'],
    ['kinds of other items', (file) => file.ofRow.push(0), 'ofRow must be a list of 4'],
    ['an unknown kind', (file) => (file.ofRow[1] = 2), 'ofRow must be a list of whole numbers from -1 to 1'],
    ['a kind below -1', (file) => (file.ofRow[1] = -2), 'ofRow must be a list of whole numbers from -1 to 1'],
    ['a kind of the padding row', (file) => (file.ofRow[0] = 0), 'ofRow must be a list that begins with -1'],
    ['a kind as text', (file) => (file.ofRow[1] = '0'), 'ofRow must be a list of whole numbers'],
    ['a missing repurchase', (file) => file.repurchases.pop(), 'repurchases must be a list of 2'],
    ['a share above 1', (file) => (file.repurchases[0].share = 1.1), 'repurchases[0].share must be a number'],
    ['days below 0', (file) => (file.repurchases[0].medianDays = -1), 'repurchases[0].medianDays must be a number'],
    ['days that are null', (file) => (file.repurchases[0].medianDays = null), 'repurchases[0].medianDays'],
    ['the padding row as trending', (file) => (file.trending[0] = 0), 'trending must be a list of whole numbers'],
    ['an unknown trending row', (file) => (file.trending[0] = 4), 'trending must be a list of whole numbers'],
    ['demand of other items', (file) => file.context.demand.pop(), 'context.demand must be a list of 4'],
    ['a level above 127', (file) => (file.context.demand[1] = 128), 'context.demand must be a list of whole numbers'],
    ['no context values', (file) => delete file.context.byValue, 'context.byValue must be an object'],
    ['levels of other kinds', (file) => file.context.byValue['month:6'].push(0), 'byValue.month:6 must be a list of 2'],
    [
      'a context without levels',
      (file) => (file.context.byValue['month:6'] = {}),
      'byValue.month:6 must be a list of whole',
    ],
    ['a trending row twice', (file) => (file.trending[0] = 1), 'trending must be a list of at most 10000 different'],
  ])('%s', (_, change, message) => {
    const file = json();
    change(file);
    expect(() => decodeKinds(encode(file), 3)).toThrow(
      expect.objectContaining({ code: 'weights-mismatch', message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['no JSON', 'names'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
  ])('%s', (_, text) => {
    expect(() => decodeKinds(new TextEncoder().encode(text), 3)).toThrow(
      expect.objectContaining({ code: 'weights-mismatch' }),
    );
  });
});

test('2,000 mutated files give valid kinds or an AisleError', () => {
  const random = seededRandom(78);
  const below = (count: number) => Math.floor(random() * count);
  const bytes = encodeKinds(kinds);
  let decoded = 0;
  for (let round = 0; round < 2000; round++) {
    const mutated = bytes.slice();
    for (let times = 1 + below(2); times > 0; times--)
      mutated[below(mutated.length)] = random() < 0.5 ? below(256) : '0123456789,-.[]'.charCodeAt(below(15));
    try {
      const found = decodeKinds(mutated, 3);
      expect([found.ofRow.length, found.repurchases.length]).toEqual([4, found.names.length]);
      for (const kind of found.ofRow) expect(kind >= -1 && kind < found.names.length).toBe(true);
      for (const row of found.trending) expect(row >= 1 && row <= 3).toBe(true);
      decoded += 1;
    } catch (error) {
      if (!(error instanceof AisleError)) throw error;
      expect(error.code).toBe('weights-mismatch');
    }
  }
  expect(decoded).toBeGreaterThan(50);
  expect(decoded).toBeLessThan(1500);
});
