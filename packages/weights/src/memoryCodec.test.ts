import { AisleError, seededRandom, type Random } from '@aisle/core';
import type { TransitionMemory } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { decodeMemory, encodeMemory } from './memoryCodec.js';

/** A memory of so many items from its transitions by row. */
function memoryOf(itemCount: number, transitions: Readonly<Record<number, readonly (readonly [row: number, strength: number])[]>>): TransitionMemory {
  const offsets = new Uint32Array(itemCount + 2);
  const entries: (readonly [number, number])[] = [];
  for (let row = 0; row <= itemCount; row++) {
    entries.push(...(transitions[row] ?? []));
    offsets[row + 1] = entries.length;
  }
  return { offsets, toRows: Int32Array.from(entries, ([row]) => row), strengths: Float32Array.from(entries, ([, strength]) => strength) };
}

/** Up to `most` transitions of every item, strengths from e^-4 to e^4. */
function randomMemory(random: Random, itemCount: number, most: number): TransitionMemory {
  return memoryOf(itemCount, Object.fromEntries(Array.from({ length: itemCount }, (_, i) => {
    const rows = new Set(Array.from({ length: Math.floor(random() * (most + 1)) }, () => 1 + Math.floor(random() * itemCount)));
    return [i + 1, [...rows].sort((a, b) => a - b).map((row) => [row, Math.exp(8 * random() - 4)] as const)];
  })));
}

/** Half a step of the logarithm, as the layout promises; float32 rounding on top. */
function expectNear(found: TransitionMemory, given: TransitionMemory): void {
  expect(found.offsets).toEqual(given.offsets);
  expect(found.toRows).toEqual(given.toRows);
  const logs = [...given.strengths].map(Math.log);
  const range = logs.reduce((a, b) => Math.max(a, b), -Infinity) - logs.reduce((a, b) => Math.min(a, b), Infinity);
  const apart = logs.map((log, i) => Math.abs(Math.log(found.strengths[i]!) - log));
  expect(apart.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(Math.max(0, range) / 510 + 2e-6);
}

describe('round trips', () => {
  test('random memories: rows exact, strengths within 2 % for a range of e^8', () => {
    const random = seededRandom(1);
    for (const itemCount of [1, 3, 40, 127, 128, 129, 300]) {
      const given = randomMemory(random, itemCount, 12);
      const found = decodeMemory(encodeMemory(given), itemCount);
      expectNear(found, given);
      found.strengths.forEach((strength, i) => expect(Math.abs(strength / given.strengths[i]! - 1)).toBeLessThan(0.02));
    }
  });

  test('rows and counts that take one, two and three bytes', () => {
    const itemCount = 20_000;
    const many = Array.from({ length: 200 }, (_, i) => [1 + 7 * i, 1 + i] as const);
    const given = memoryOf(itemCount, { 1: [[127, 1], [254, 2], [382, 3], [16_765, 4], [19_999, 5], [20_000, 6]], 7: many, 16_384: [[16_384, 7]], 20_000: [[16_383, 8], [20_000, 9]] });
    const bytes = encodeMemory(given);
    const differences = [127, 127, 128, 16_383, 3234, 1, ...many.map(() => 7), 16_384, 16_383, 3617];
    const bytesOf = (value: number) => (value < 128 ? 1 : value < 16_384 ? 2 : 3);
    expect(new Set(differences.map(bytesOf))).toEqual(new Set([1, 2, 3]));
    // Counts take a byte each, the one of 200 two.
    expect(bytes.byteLength).toBe(16 + (itemCount + 1) + 1 + differences.reduce((sum, value) => sum + bytesOf(value), 0) + given.toRows.length);
    expectNear(decodeMemory(bytes, itemCount), given);
  });

  test('an empty memory, with items and without', () => {
    for (const itemCount of [0, 1, 5, 300]) {
      const bytes = encodeMemory(memoryOf(itemCount, {}));
      expect(bytes.byteLength).toBe(16 + itemCount + 1);
      expect(decodeMemory(bytes, itemCount)).toEqual(memoryOf(itemCount, {}));
    }
  });

  test('one entry, and entries that are all as strong', () => {
    for (const strength of [1, 0.037, 812.5]) {
      expectNear(decodeMemory(encodeMemory(memoryOf(4, { 2: [[4, strength]] })), 4), memoryOf(4, { 2: [[4, strength]] }));
      const equal = memoryOf(4, { 1: [[1, strength], [2, strength]], 4: [[1, strength]] });
      const found = decodeMemory(encodeMemory(equal), 4);
      expectNear(found, equal);
      expect(new Set(found.strengths).size).toBe(1);
    }
  });

  test('what was read is written as it was', () => {
    const bytes = encodeMemory(randomMemory(seededRandom(2), 150, 8));
    expect(encodeMemory(decodeMemory(bytes, 150)).slice(16)).toEqual(bytes.slice(16));
  });

  test('bytes that lie at an odd offset of their buffer', () => {
    const given = randomMemory(seededRandom(3), 20, 4);
    const bytes = encodeMemory(given);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expectNear(decodeMemory(shifted.subarray(3), 20), given);
  });
});

/** Little-endian header: items, entries, and the two logarithms as the four bytes of a float32. */
const header = (items: number, entries: number, minLog: readonly number[] = [0, 0, 0, 0], maxLog: readonly number[] = [0, 0, 0, 0]) =>
  [items & 255, items >> 8, 0, 0, entries & 255, entries >> 8, 0, 0, ...minLog, ...maxLog];
const file = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());
/** -1, 1, 80 and a number that is none, as float32. */
const [MINUS_ONE, ONE, EIGHTY, NAN] = [[0, 0, 0x80, 0xbf], [0, 0, 0x80, 0x3f], [0, 0, 0xa0, 0x42], [0, 0, 0xc0, 0x7f]];

test('a file assembled by hand', () => {
  // 200 items. Row 1: 2 entries, rows 5 and 5 + 150 (0x96 0x01). Row 2: 1 entry, row 200 (0xc8 0x01). Then nothing.
  const bytes = file(header(200, 3, MINUS_ONE, ONE), [0], [2, 5, 0x96, 0x01], [1, 0xc8, 0x01], new Array<number>(198).fill(0), [0, 255, 51]);
  const { offsets, toRows, strengths } = decodeMemory(bytes, 200);
  expect([...offsets]).toEqual([0, 0, 2, ...new Array<number>(199).fill(3)]);
  expect([...toRows]).toEqual([5, 155, 200]);
  // 51 is a fifth of the way from -1 to 1.
  expect([...strengths]).toEqual([Math.exp(-1), Math.E, Math.exp(-0.6)].map(Math.fround));
  // Written again it is the same; float32 strengths give back the logarithms up to their last bit.
  expect(encodeMemory({ offsets, toRows, strengths }).slice(16)).toEqual(bytes.slice(16));
});

describe('refusals', () => {
  const thrownBy = (bytes: Uint8Array, itemCount: number) => {
    try {
      decodeMemory(bytes, itemCount);
    } catch (error) {
      if (error instanceof AisleError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  };
  // Two items; row 1 leads to 1 and 2, row 2 to 1.
  const body = [0, 2, 1, 1, 1, 1];
  const strengths = [7, 8, 9];

  test('the file that the others are made from is good', () => {
    expect([...decodeMemory(file(header(2, 3), body, strengths), 2).toRows]).toEqual([1, 2, 1]);
  });

  test.each([
    ['no bytes', [], 'expected at least 16 bytes, found 0'],
    ['a header cut short', header(2, 3).slice(1), 'expected at least 16 bytes, found 15'],
    ['another catalogue', [...header(3, 3), ...body, ...strengths], 'expected 2 items, found 3'],
    ['more entries than fit', [...header(2, 13), ...body, ...strengths], '13 entries do not fit into 25 bytes'],
    ['four milliard entries', [2, 0, 0, 0, 255, 255, 255, 255, ...header(0, 0).slice(8), ...body], '4294967295 entries do not fit into 22 bytes'],
    ['logarithms the wrong way round', [...header(2, 3, ONE, MINUS_ONE), ...body, ...strengths], 'logarithms from 1 to -1'],
    ['a strength beyond float32', [...header(2, 3, ONE, EIGHTY), ...body, ...strengths], 'logarithms from 1 to 80'],
    ['a strength near zero', [...header(2, 3, [0, 0, 0xa0, 0xc2], ONE), ...body, ...strengths], 'logarithms from -80 to 1'],
    ['a weakest that is not a number', [...header(2, 3, NAN, ONE), ...body, ...strengths], 'logarithms from NaN to 1'],
    ['a strongest that is not a number', [...header(2, 3, ONE, NAN), ...body, ...strengths], 'logarithms from 1 to NaN'],
    ['no counts', header(2, 0), 'it ends within a number'],
    ['an end within a number', [...header(2, 3), 0, 2, 1, 1, 1, 0x81], 'it ends within a number'],
    ['a number that goes on', [...header(2, 3), 0x80, 0x80, 0x80, 0x80, 0x80, 0, ...body], 'a number of more than five bytes'],
    ['a count above the entries', [...header(2, 3), 0, 2, 1, 1, 2, 1, 1, ...strengths], 'more than its 3 entries'],
    ['a count of 2^35 - 1', [...header(2, 3), 255, 255, 255, 255, 127, ...strengths], 'more than its 3 entries'],
    ['a row twice', [...header(2, 3), 0, 2, 1, 0, 1, 1, ...strengths], 'a transition from row 1 to row 1 of 2'],
    ['the padding row', [...header(2, 3), 0, 2, 0, 1, 1, 1, ...strengths], 'a transition from row 1 to row 0 of 2'],
    ['a row past the last item', [...header(2, 3), 0, 2, 1, 1, 1, 3, ...strengths], 'a transition from row 2 to row 3 of 2'],
    ['a row of 2^35 - 1', [...header(2, 3), 0, 1, 255, 255, 255, 255, 127, ...strengths], 'a transition from row 1 to row 34359738367 of 2'],
    ['fewer entries than announced', [...header(2, 4), ...body, ...strengths], '4 entries announced, 3 found'],
    ['a strength too few', [...header(2, 3), ...body, 7, 8], '3 strengths announced, 2 bytes found'],
    ['a byte too many', [...header(2, 3), ...body, ...strengths, 0], '3 strengths announced, 4 bytes found'],
  ])('%s', (_, bytes, what) => {
    const error = thrownBy(Uint8Array.from(bytes), 2);
    expect(error.message).toBe(`Memory file: ${what}. Write the release again.`);
    expect([error.code, error.details]).toEqual(['weights-mismatch', { bytes: bytes.length, itemCount: 2 }]);
  });

  test('a file that is cut short, wherever', () => {
    const bytes = encodeMemory(randomMemory(seededRandom(4), 140, 6));
    for (let length = 0; length < bytes.length; length++) expect(thrownBy(bytes.subarray(0, length), 140).code).toBe('weights-mismatch');
  });
});

/** What `recall` and `addMemory` rely on. */
function problemWith({ offsets, toRows, strengths }: TransitionMemory, itemCount: number): string | undefined {
  if (offsets.length !== itemCount + 2 || offsets[0] !== 0 || offsets[itemCount + 1] !== toRows.length) return 'offsets';
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

test('2,000 random mutations: a memory that holds together, or an AisleError', () => {
  const random = seededRandom(77);
  const below = (count: number) => Math.floor(random() * count);
  const bytes = encodeMemory(randomMemory(random, 140, 6));
  let decoded = 0;
  for (let round = 0; round < 2000; round++) {
    let mutated = bytes.slice();
    for (let times = 1 + below(3); times > 0; times--) {
      // The header as often as everything after it.
      const at = random() < 0.5 ? below(16) : below(mutated.length);
      const kind = random();
      if (kind < 0.5) mutated[at] = below(256);
      else if (kind < 0.7) mutated[at]! ^= 1 << below(8);
      else if (kind < 0.8) mutated = mutated.slice(0, at);
      else if (kind < 0.9) mutated = Uint8Array.of(...mutated.slice(0, at), ...mutated.slice(at + 1 + below(4)));
      else mutated = Uint8Array.of(...mutated.slice(0, at), below(256), ...mutated.slice(at));
    }
    try {
      const memory = decodeMemory(mutated, 140);
      expect(problemWith(memory, 140)).toBeUndefined();
      // Nothing larger than four times the file's own entries and the catalogue's offsets.
      expect(memory.toRows.byteLength + memory.strengths.byteLength).toBeLessThanOrEqual(4 * mutated.length);
      decoded += 1;
    } catch (error) {
      if (!(error instanceof AisleError)) throw error;
      expect(error.code).toBe('weights-mismatch');
    }
  }
  // Changed strengths and logarithms are still a memory; most other changes are none.
  expect(decoded).toBeGreaterThan(50);
  expect(decoded).toBeLessThan(1500);
});
