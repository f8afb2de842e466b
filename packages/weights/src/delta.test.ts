import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { applyDelta } from './delta.js';
import { fuzzDelta, MAX_INPUT_BYTES, randomBytes } from './testing/mutations.js';
import { makeDelta } from './write/makeDelta.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const magic = [...bytes('ADL1')];

test('a hand-made delta applies', () => {
  const base = [bytes('0123456789'), bytes('abc')];
  // Two files. The first is not in the delta. The second, from base file 1: "2345" + "X", back to "01", "" + "YZ".
  const delta = Uint8Array.of(
    ...magic,
    2,
    0,
    1,
    /* steps */ 3,
    /* copy */ 4,
    2,
    0,
    /* move: to 2, from 6 back by 6, none */ 4,
    11,
    0,
    /* insert */ 1,
    0,
    2,
    ...bytes('XYZ'),
  );
  const [first, second] = applyDelta(delta, base, [7, 9]);
  expect(first).toBeUndefined();
  expect(new TextDecoder().decode(second)).toBe('2345X01YZ');
});

test('a missing base skips its file and its literals', () => {
  const delta = Uint8Array.of(
    ...magic,
    2,
    1,
    2,
    /* first */ 1,
    0,
    0,
    2,
    /* second */ 1,
    3,
    0,
    1,
    ...bytes('??'),
    ...bytes('!'),
  );
  expect(applyDelta(delta, [undefined, bytes('abc')], [2, 4])).toEqual([undefined, bytes('abc!')]);
});

test('a file that is not needed is skipped with its literals', () => {
  const base = [bytes('0123456789'), bytes('abc')];
  const delta = makeDelta(base, [
    { bytes: bytes('0123456789?'), base: 0 },
    { bytes: bytes('abc!'), base: 1 },
  ]);
  expect(applyDelta(delta, base, [11, 4], (index) => index === 1)).toEqual([undefined, bytes('abc!')]);
});

describe('makeDelta and applyDelta round-trip', () => {
  const roundTrip = (base: readonly Uint8Array[], files: readonly Uint8Array[]) => {
    const delta = makeDelta(
      base,
      files.map((bytes, i) => ({ bytes, base: i })),
    );
    expect(
      applyDelta(
        delta,
        base,
        files.map(({ length }) => length),
      ),
    ).toEqual(files);
    return delta.length;
  };

  test('random edits of random bytes', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 200; round++) {
      const base = randomBytes(random, Math.floor(random() * 3000), round % 2 ? 256 : 2);
      let file = [...base];
      for (let edits = Math.floor(random() * 6); edits > 0; edits--) {
        const at = Math.floor(random() * (file.length + 1));
        file = [
          ...file.slice(0, at),
          ...randomBytes(random, Math.floor(random() * 40)),
          ...file.slice(at + Math.floor(random() * 40)),
        ];
      }
      roundTrip([base], [Uint8Array.from(file)]);
    }
  });

  test('empty files and empty bases', () => {
    roundTrip(
      [new Uint8Array(), new Uint8Array(), bytes('abcdefghijklmnop')],
      [new Uint8Array(), bytes('abc'), new Uint8Array()],
    );
  });

  test('one changed row costs about one row', () => {
    const random = seededRandom(4);
    const base = randomBytes(random, 64_000);
    const file = base.slice();
    file.set(randomBytes(random, 64), 64 * 500);
    expect(roundTrip([base], [file])).toBeLessThan(64 + 20);
  });

  test('rows added to two columns cost about those rows', () => {
    const random = seededRandom(5);
    const [scales, rows, addedScales, addedRows] = [4000, 64_000, 40, 640].map((length) =>
      randomBytes(random, length),
    ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    expect(
      roundTrip([Uint8Array.of(...scales, ...rows)], [Uint8Array.of(...scales, ...addedScales, ...rows, ...addedRows)]),
    ).toBeLessThan(680 + 30);
  });

  test('reordered rows cost a few bytes each', () => {
    const random = seededRandom(6);
    const base = randomBytes(random, 64_000);
    const rows = Array.from({ length: 1000 }, (_, row) => base.subarray(64 * (999 - row), 64 * (1000 - row)));
    expect(roundTrip([base], [Uint8Array.from(rows.flatMap((row) => [...row]))])).toBeLessThan(5 * 1000);
  });
});

describe('refusals', () => {
  const base = [bytes('0123456789')];
  test.each([
    ['no bytes', [], 'it does not begin with its magic number'],
    ['another magic', [...bytes('ADL2'), 1, 0], 'it does not begin with its magic number'],
    ['a missing count', magic, 'a number is truncated'],
    ['another number of files', [...magic, 2, 0, 0], 'expected 1 files, found 2'],
    ['an unknown base', [...magic, 1, 2, 0], 'expected a base file from 1 to 1, found 2'],
    ['more steps than bytes', [...magic, 1, 1, 255, 255, 255, 255, 127], '34359738367 steps do not fit into 11 bytes'],
    ['a copy past the end', [...magic, 1, 1, 1, 4, 14, 0], 'it copies from outside of file 1'],
    ['a copy before the beginning', [...magic, 1, 1, 1, 4, 1, 0], 'it copies from outside of file 1'],
    ['more than the file', [...magic, 1, 1, 1, 5, 0, 0], 'its steps exceed the 4 bytes of file 0'],
    [
      'a copy of 2^35 - 1 bytes',
      [...magic, 1, 1, 1, 255, 255, 255, 255, 127, 0, 0],
      'its steps exceed the 4 bytes of file 0',
    ],
    ['less than the file', [...magic, 1, 1, 1, 3, 0, 0], 'expected 4 bytes of file 0, found 3'],
    ['too few literals', [...magic, 1, 1, 1, 2, 0, 2, 65], 'its literals are truncated'],
    ['too many literals', [...magic, 1, 1, 1, 3, 0, 1, 65, 66], 'found 1 bytes after its end'],
  ])('%s', (_, delta, what) => {
    expect(() => applyDelta(Uint8Array.from(delta), base, [4])).toThrow(
      expect.objectContaining({ code: 'delta-invalid', message: `Delta: ${what}. Publish the release again.` }),
    );
  });
});

test('5,000 mutated deltas give right sizes or an AisleError, within bounded memory', () => {
  const { outcomes, wrongSizes, maxAllocatedBytes, targetBytes } = fuzzDelta(seededRandom(9), 5000);
  expect(Object.keys(outcomes).sort()).toEqual(['accepted', 'delta-invalid']);
  // A delta with changed literals is still valid. Most other changes make it invalid.
  expect(outcomes.accepted).toBeGreaterThan(50);
  expect(outcomes.accepted).toBeLessThan(2500);
  expect(wrongSizes).toBe(0);
  expect(maxAllocatedBytes).toBeLessThanOrEqual(targetBytes + MAX_INPUT_BYTES);
});
