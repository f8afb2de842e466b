import { AisleError, type Random, seededRandom } from '@aisle/core';
import type { TransitionTable } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { strengthLevels } from './strengthLevels.js';
import { decodeTransitions, encodeTransitions } from './transitionsCodec.js';

/** A table of `itemCount` items from transitions by row. */
function tableOf(
  itemCount: number,
  transitions: Readonly<Record<number, readonly (readonly [row: number, strength: number])[]>>,
): TransitionTable {
  const offsets = new Uint32Array(itemCount + 2);
  const entries: (readonly [number, number])[] = [];
  for (let row = 0; row <= itemCount; row++) {
    entries.push(...(transitions[row] ?? []));
    offsets[row + 1] = entries.length;
  }
  return {
    offsets,
    toRows: Int32Array.from(entries, ([row]) => row),
    strengths: Float32Array.from(entries, ([, strength]) => strength),
  };
}

/** Up to `maxPerItem` transitions of each item, with strengths from e^-4 to e^4. */
function randomTable(random: Random, itemCount: number, maxPerItem: number): TransitionTable {
  return tableOf(
    itemCount,
    Object.fromEntries(
      Array.from({ length: itemCount }, (_, i) => {
        const rows = new Set(
          Array.from({ length: Math.floor(random() * (maxPerItem + 1)) }, () => 1 + Math.floor(random() * itemCount)),
        );
        return [i + 1, [...rows].sort((a, b) => a - b).map((row) => [row, Math.exp(8 * random() - 4)] as const)];
      }),
    ),
  );
}

/** Expects equal rows, and each strength at the level with the nearest logarithm. */
function expectNear(found: TransitionTable, original: TransitionTable): void {
  expect(found.offsets).toEqual(original.offsets);
  expect(found.toRows).toEqual(original.toRows);
  const levels = [...strengthLevels(original.strengths, 16)];
  const nearest = (strength: number) =>
    levels.reduce((a, b) => (Math.abs(Math.log(b / strength)) < Math.abs(Math.log(a / strength)) ? b : a));
  expect([...found.strengths]).toEqual([...original.strengths].map(nearest));
}

describe('round trips', () => {
  test('random tables', () => {
    const random = seededRandom(1);
    for (const itemCount of [1, 3, 40, 127, 128, 129, 300]) {
      const original = randomTable(random, itemCount, 12);
      expectNear(decodeTransitions(encodeTransitions(original), itemCount), original);
    }
  });

  test('rows and counts that take one, two and three bytes', () => {
    const itemCount = 20_000;
    const many = Array.from({ length: 200 }, (_, i) => [1 + 7 * i, 1 + i] as const);
    const original = tableOf(itemCount, {
      1: [
        [127, 1],
        [254, 2],
        [382, 3],
        [16_765, 4],
        [19_999, 5],
        [20_000, 6],
      ],
      7: many,
      16384: [[16_384, 7]],
      20000: [
        [16_383, 8],
        [20_000, 9],
      ],
    });
    const bytes = encodeTransitions(original);
    const differences = [127, 127, 128, 16_383, 3234, 1, ...many.map(() => 7), 16_384, 16_383, 3617];
    const bytesOf = (value: number) => (value < 128 ? 1 : value < 16_384 ? 2 : 3);
    expect(new Set(differences.map(bytesOf))).toEqual(new Set([1, 2, 3]));
    // Each count takes one byte, the count of 200 takes two, each strength half a byte.
    expect(bytes.byteLength).toBe(
      16 +
        4 * 16 +
        (itemCount + 1) +
        1 +
        differences.reduce((sum, value) => sum + bytesOf(value), 0) +
        Math.ceil(original.toRows.length / 2),
    );
    expectNear(decodeTransitions(bytes, itemCount), original);
  });

  test('an empty table, with and without items', () => {
    for (const itemCount of [0, 1, 5, 300]) {
      const bytes = encodeTransitions(tableOf(itemCount, {}));
      expect(bytes.byteLength).toBe(16 + itemCount + 1);
      expect(decodeTransitions(bytes, itemCount)).toEqual(tableOf(itemCount, {}));
    }
  });

  test('up to 16 distinct strengths are exact, including extremes of float32', () => {
    for (const strengths of [
      [1],
      [0.037],
      [812.5, 812.5],
      [1e-45, 3.4028234663852886e38, 1, 3],
      Array.from({ length: 33 }, (_, i) => Math.fround(1.7 ** (i % 16))),
    ]) {
      const original = tableOf(40, { 2: strengths.map((strength, i) => [i + 1, strength] as const) });
      const bytes = encodeTransitions(original);
      expect(decodeTransitions(bytes, 40)).toEqual(original);
      // Header, levels, 41 counts, one byte for each difference, half a byte for each strength.
      expect(bytes.byteLength).toBe(
        16 + 4 * new Set(strengths).size + 41 + strengths.length + Math.ceil(strengths.length / 2),
      );
    }
  });

  test('a decoded file encodes to the same bytes', () => {
    const bytes = encodeTransitions(randomTable(seededRandom(2), 150, 8));
    expect(encodeTransitions(decodeTransitions(bytes, 150))).toEqual(bytes);
  });

  test('bytes at an odd offset of their buffer', () => {
    const original = randomTable(seededRandom(3), 20, 4);
    const bytes = encodeTransitions(original);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expectNear(decodeTransitions(shifted.subarray(3), 20), original);
  });
});

const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
/** "ATM3", items, entries, and the levels as the four bytes of a float32 each. */
const header = (items: number, entries: number, ...levels: readonly (readonly number[])[]) => [
  0x41,
  0x54,
  0x4d,
  0x33,
  ...u32(items),
  ...u32(entries),
  ...u32(levels.length),
  ...levels.flat(),
];
const file = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());
/** float32 */
const [MINUS_ONE, ZERO, HALF, ONE, TWO, INFINITE, NAN] = [
  [0, 0, 0x80, 0xbf],
  [0, 0, 0, 0],
  [0, 0, 0, 0x3f],
  [0, 0, 0x80, 0x3f],
  [0, 0, 0, 0x40],
  [0, 0, 0x80, 0x7f],
  [0, 0, 0xc0, 0x7f],
];

test('a hand-made file decodes and encodes', () => {
  // 200 items. Row 1: rows 5 and 5 + 150 (0x96, then 1). Row 2: row 200 (0xc8, then 1). Then nothing. Strengths .5, 2, 1.
  const bytes = file(
    header(200, 3, HALF, ONE, TWO),
    [0, 2, 1],
    new Array<number>(198).fill(0),
    [5, 0x96, 0xc8],
    [1, 1],
    [0x20, 0x01],
  );
  const { offsets, toRows, strengths } = decodeTransitions(bytes, 200);
  expect([...offsets]).toEqual([0, 0, 2, ...new Array<number>(199).fill(3)]);
  expect([...toRows]).toEqual([5, 155, 200]);
  expect([...strengths]).toEqual([0.5, 2, 1]);
  expect(encodeTransitions({ offsets, toRows, strengths })).toEqual(bytes);
});

describe('refusals', () => {
  const thrownBy = (bytes: Uint8Array, itemCount: number) => {
    try {
      decodeTransitions(bytes, itemCount);
    } catch (error) {
      if (error instanceof AisleError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  };
  // Two items; row 1 leads to 1 and 2, row 2 to 1.
  const counts = [0, 2, 1];
  const body = [...counts, 1, 1, 1];
  const strengths = [0x10, 0x00];
  const good = header(2, 3, HALF, ONE);

  test('the base of the malformed files is valid', () => {
    const { toRows, strengths: found } = decodeTransitions(file(good, body, strengths), 2);
    expect([[...toRows], [...found]]).toEqual([
      [1, 2, 1],
      [0.5, 1, 0.5],
    ]);
  });

  test.each([
    ['no bytes', [], 'expected at least 16 bytes, found 0'],
    ['a truncated header', good.slice(0, 15), 'expected at least 16 bytes, found 15'],
    ['another number of items', [...header(3, 3, HALF, ONE), ...body, ...strengths], 'expected 2 items, found 3'],
    [
      'more entries than fit',
      [...header(2, 22, HALF, ONE), ...body, ...strengths],
      '22 entries do not fit into 32 bytes',
    ],
    [
      '4,294,967,295 entries',
      [...header(2, -1, HALF, ONE), ...body, ...strengths],
      '4294967295 entries do not fit into 32 bytes',
    ],
    [
      '17 levels',
      [...header(2, 3, ...new Array<number[]>(17).fill(ONE!)), ...body, ...strengths],
      '17 levels in 92 bytes',
    ],
    ['more levels than bytes', header(2, 3, HALF, ONE).slice(0, 20), '2 levels in 20 bytes'],
    [
      'descending levels',
      [...header(2, 3, ONE, HALF), ...body, ...strengths],
      'expected ascending levels, found 0.5 after 1',
    ],
    [
      'a repeated level',
      [...header(2, 3, ONE, ONE), ...body, ...strengths],
      'expected ascending levels, found 1 after 1',
    ],
    ['a level of 0', [...header(2, 3, ZERO, ONE), ...body, ...strengths], 'expected ascending levels, found 0 after 0'],
    [
      'a level below 0',
      [...header(2, 3, MINUS_ONE, ONE), ...body, ...strengths],
      'expected ascending levels, found -1 after 0',
    ],
    [
      'an infinite level',
      [...header(2, 3, ONE, INFINITE), ...body, ...strengths],
      'expected ascending levels, found Infinity after 1',
    ],
    [
      'a level of NaN',
      [...header(2, 3, NAN, ONE), ...body, ...strengths],
      'expected ascending levels, found NaN after 0',
    ],
    ['no counts', header(2, 0), 'a number is truncated'],
    ['truncated counts', [...header(2, 1, HALF), 0, 0x81], 'a number is truncated'],
    [
      'a number of more than five bytes',
      [...good, 0x80, 0x80, 0x80, 0x80, 0x80, 0, ...body],
      'a number has more than five bytes',
    ],
    ['a count above the entries', [...good, 0, 2, 2, 1, 1, 1, ...strengths], 'expected 3 entries, found more'],
    ['a count of 2^35 - 1', [...good, 0, 255, 255, 255, 255, 127, ...strengths], 'expected 3 entries, found more'],
    [
      'fewer entries than in the header',
      [...header(2, 4, HALF, ONE), ...body, ...strengths],
      'expected 4 entries, found 3',
    ],
    ['truncated differences', [...good, ...counts, 1, 1], 'its differences are truncated'],
    ['a truncated rest of a difference', [...good, ...counts, 1, 1, 0x81, 0x81], 'a number is truncated'],
    ['a repeated row', [...good, ...counts, 1, 0, 1, ...strengths], 'invalid transition from row 1 to row 1 of 2'],
    [
      'a repeated row in two bytes',
      [...good, ...counts, 1, 0x80, 1, 0, ...strengths],
      'invalid transition from row 1 to row 1 of 2',
    ],
    ['the padding row', [...good, ...counts, 0, 1, 1, ...strengths], 'invalid transition from row 1 to row 0 of 2'],
    [
      'a row past the last item',
      [...good, ...counts, 1, 1, 3, ...strengths],
      'invalid transition from row 2 to row 3 of 2',
    ],
    [
      'a row of 2^42 - 1',
      [...good, ...counts, 255, 1, 1, 255, 255, 255, 255, 127, ...strengths],
      'invalid transition from row 1 to row 4398046511103 of 2',
    ],
    ['a missing strength', [...good, ...body, 0x10], 'its strengths are truncated'],
    ['an additional byte', [...good, ...body, ...strengths, 0], 'expected 2 bytes of strengths, found 3'],
    ['an unknown level', [...good, ...body, 0x20, 0], 'expected a level below 2, found 2'],
  ])('%s', (_, bytes, what) => {
    const error = thrownBy(Uint8Array.from(bytes), 2);
    expect(error.message).toBe(`File of transitions: ${what}. Write the release again.`);
    expect([error.code, error.details]).toEqual(['weights-mismatch', { bytes: bytes.length, itemCount: 2 }]);
  });

  test.each([0, -1, NaN, Infinity])('encodeTransitions refuses a strength of %s', (strength) => {
    const message = `File of transitions: strengths must be numbers above 0, found ${strength}. Write the release again.`;
    expect(() =>
      encodeTransitions(
        tableOf(2, {
          1: [
            [1, 1],
            [2, strength],
          ],
        }),
      ),
    ).toThrow(message);
  });

  test('a file truncated at any byte', () => {
    const bytes = encodeTransitions(randomTable(seededRandom(4), 140, 6));
    for (let length = 0; length < bytes.length; length++)
      expect(thrownBy(bytes.subarray(0, length), 140).code).toBe('weights-mismatch');
  });
});

/** The invariants that `lookupTransitions` relies on. */
function findProblem({ offsets, toRows, strengths }: TransitionTable, itemCount: number): string | undefined {
  if (offsets.length !== itemCount + 2 || offsets[0] !== 0 || offsets[itemCount + 1] !== toRows.length)
    return 'offsets';
  if (strengths.length !== toRows.length) return 'lengths';
  for (let row = 0; row <= itemCount; row++) {
    if (offsets[row]! > offsets[row + 1]!) return `offset of ${row}`;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const previous = entry > offsets[row]! ? toRows[entry - 1]! : 0;
      if (!(toRows[entry]! > previous && toRows[entry]! <= itemCount)) return `row of entry ${entry}`;
      if (!(strengths[entry]! > 0 && strengths[entry]! < Infinity)) return `strength of entry ${entry}`;
    }
  }
  return undefined;
}

test('2,000 mutated files give a valid table or an AisleError', () => {
  const random = seededRandom(77);
  const below = (count: number) => Math.floor(random() * count);
  const bytes = encodeTransitions(randomTable(random, 140, 6));
  let decoded = 0;
  for (let round = 0; round < 2000; round++) {
    let mutated = bytes.slice();
    for (let times = 1 + below(3); times > 0; times--) {
      // Half of the mutations change the header or its levels.
      const at = random() < 0.5 ? below(16 + 4 * 16) : below(mutated.length);
      const kind = random();
      if (kind < 0.5) mutated[at] = below(256);
      else if (kind < 0.7) mutated[at]! ^= 1 << below(8);
      else if (kind < 0.8) mutated = mutated.slice(0, at);
      else if (kind < 0.9) mutated = Uint8Array.of(...mutated.slice(0, at), ...mutated.slice(at + 1 + below(4)));
      else mutated = Uint8Array.of(...mutated.slice(0, at), below(256), ...mutated.slice(at));
    }
    try {
      const table = decodeTransitions(mutated, 140);
      expect(findProblem(table, 140)).toBeUndefined();
      // An entry takes 8 bytes in memory and at least 1.5 in the file.
      expect(table.toRows.byteLength + table.strengths.byteLength).toBeLessThanOrEqual((8 / 1.5) * mutated.length);
      decoded += 1;
    } catch (error) {
      if (!(error instanceof AisleError)) throw error;
      expect(error.code).toBe('weights-mismatch');
    }
  }
  // A file with changed strengths or levels is still valid. Most other changes make it invalid.
  expect(decoded).toBeGreaterThan(50);
  expect(decoded).toBeLessThan(1500);
});
