import { readFileSync } from 'node:fs';
import { type Random, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { duplicateKey } from './duplicateKey.js';
import { readSafetensors } from './readSafetensors.js';
import { BYTES_OF_DTYPE, type Dtype, type Safetensors } from './safetensors.js';
import { tensorValues } from './tensorValues.js';
import { writeSafetensors } from './writeSafetensors.js';

// Written by scripts/reference/safetensors_file.py with the format's own library.
const golden = new Uint8Array(readFileSync(new URL('./golden/types.safetensors', import.meta.url)));

/** A file with this header, followed by zeros. */
function fileOf(header: unknown, dataBytes = 0, length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

const read = (bytes: Uint8Array) => readSafetensors(bytes, 'net.safetensors');

describe('a file by the Python library', () => {
  test('is read with the values of every type', () => {
    const { metadata, tensors } = read(golden);
    expect(metadata).toEqual(new Map([['made by', 'safetensors "é"']]));
    const values = (name: string) => [...tensorValues(tensors.get(name)!)];
    expect(values('float')).toEqual([0, -0, 1, -2.5, 3.4028234663852886e38, 2 ** -149]);
    // The largest subnormal, the smallest normal, a third, and the largest number of binary16.
    const third = 0.333251953125;
    expect(values('half')).toEqual([0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, third, 65504, -Infinity, NaN]);
    expect(values('brain.float')).toEqual([0, -0, 2 ** -133, 1, -2.5, 3.3895313892515355e38, -Infinity, NaN]);
    expect(values('byte')).toEqual([-128, 0, 127]);
    expect(values('none')).toEqual([]);
    expect(values('scalar')).toEqual([7]);
    expect([...tensors.values()].map(({ shape }) => shape)).toContainEqual([4, 2]);
  });

  test('is written again with the same bytes', () => {
    expect(writeSafetensors(read(golden))).toEqual(golden);
  });

  test('is read at an odd offset of a Buffer', () => {
    const shifted = Buffer.concat([Buffer.of(1), golden]).subarray(1);
    expect([...tensorValues(read(shifted).tensors.get('byte')!)]).toEqual([-128, 0, 127]);
  });
});

test.each<[string, Uint8Array, RegExp]>([
  ['too few bytes', Uint8Array.of(1, 2), /at least 8 bytes, found 2/],
  ['a header beyond the file', fileOf({}, 0, 3n), /header of at most 2 bytes, found a length of 3/],
  ['a header length of 2^64 - 1', fileOf({}, 0, 2n ** 64n - 1n), /found a length of 18446744073709551615/],
  ['a header above 100 MB', fileOf('{}', 100_000_010, 100_000_001n), /at most 100000000 bytes/],
  ['a header that is not UTF-8', fileOf({}).fill(0xff, 8), /header in UTF-8/],
  ['a header that is not JSON', fileOf('{"a":'), /JSON object/],
  ['a list as header', fileOf([]), /JSON object/],
  ['space before the header', fileOf(' {}'), /JSON object/],
  ['an empty header', fileOf(''), /JSON object/],
  ['a tensor twice', fileOf(`{"a":${JSON.stringify(f32(0, 4))},"a":${JSON.stringify(f32(0, 4))}}`, 4), /"a" twice/],
  ['an offset twice', fileOf('{"a":{"dtype":"I8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}'), /"dtype" twice/],
  ['metadata that is a number', fileOf({ __metadata__: { epochs: 3 } }), /__metadata__.epochs must be a text/],
  ['metadata that is a list', fileOf({ __metadata__: [] }), /__metadata__ must be an object/],
  ['a tensor that is null', fileOf({ a: null }), /a must be an object/],
  ['an unknown field', fileOf({ a: { ...f32(0, 4), scale: 2 } }, 4), /a must be only dtype/],
  ['an unknown type', fileOf({ a: { ...f32(0, 8, [1]), dtype: 'F64' } }, 8), /a.dtype must be "F32"/],
  ['a negative axis', fileOf({ a: f32(0, 4, [-1, -1]) }, 4), /a.shape\[0\] must be a whole number/],
  ['a fractional axis', fileOf({ a: f32(0, 4, [0.5, 2]) }, 4), /a.shape\[0\] must be a whole number/],
  ['a shape of another size', fileOf({ a: f32(0, 8, [3]) }, 8), /a.data_offsets must be 12 bytes apart/],
  ['a shape that overflows', fileOf({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4), /bytes apart/],
  ['offsets in reverse', fileOf({ a: f32(4, 0, [1]) }, 4), /a.data_offsets must be 4 bytes apart/],
  ['three offsets', fileOf({ a: { ...f32(0, 4), data_offsets: [0, 4, 4] } }, 4), /a list of 2/],
  ['a gap before the first tensor', fileOf({ a: f32(4, 8) }, 8), /a at byte 0 after the header, found 4/],
  ['a gap between tensors', fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12), /b at byte 4 after the header, found 8/],
  ['tensors that overlap', fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12), /b at byte 8 after the header, found 4/],
  ['two names for the same bytes', fileOf({ a: f32(0, 4), b: f32(0, 4) }, 4), /b at byte 4/],
  ['bytes after the last tensor', fileOf({ a: f32(0, 4) }, 5), /4 bytes of tensors, found 5/],
  ['a file that is cut off', fileOf({ a: f32(0, 8) }, 7), /8 bytes of tensors, found 7/],
])('readSafetensors refuses %s', (_, bytes, message) => {
  expect(() => read(bytes)).toThrow(
    expect.objectContaining({ code: 'data-invalid', message: expect.stringMatching(message) }),
  );
});

test.each<[string, string | undefined]>([
  ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', undefined],
  ['{"a":"\\"a\\":","b":1}', undefined],
  ['{"b":{"a":1,"c":{},"a":2}}', 'a'],
  ['{"a" :1,"\\u0061": 2}', 'a'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
])('the duplicate key of %s is %s', (json, key) => {
  expect(duplicateKey(json)).toBe(key);
});

const pick = <T>(random: Random, values: readonly T[]) => values[Math.floor(random() * values.length)]!;

function randomTensors(random: Random): Safetensors {
  const names = Array.from(
    { length: Math.floor(random() * 5) },
    (_, i) => pick(random, ['a', 'ü"\\', '', '__proto__']) + i,
  );
  const tensors = names.map((name) => {
    const dtype = pick(random, Object.keys(BYTES_OF_DTYPE) as Dtype[]);
    const shape = Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * 4));
    const size = shape.reduce((a, b) => a * b, BYTES_OF_DTYPE[dtype]);
    return [name, { dtype, shape, bytes: Uint8Array.from({ length: size }, () => random() * 256) }] as const;
  });
  return { metadata: new Map(random() < 0.5 ? [['key', 'text']] : []), tensors: new Map(tensors) };
}

test('random files read back as they were written', () => {
  const random = seededRandom(1);
  for (let run = 0; run < 300; run++) {
    const written = randomTensors(random);
    expect(read(writeSafetensors(written))).toEqual(written);
  }
});

/** Changes bytes, cuts the file off, adds bytes, or replaces a number of the header. */
function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = random();
  if (kind < 0.2) return bytes.slice(0, Math.floor(random() * bytes.length));
  if (kind < 0.3) return Uint8Array.of(...bytes, ...bytes.slice(0, 1 + Math.floor(random() * 9)));
  const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  if (kind < 0.6) {
    const text = new TextDecoder().decode(bytes.subarray(8, end));
    const number = () => String(pick(random, [0, 1, 4, -1, 0.5, 1e3, 1e300, 2 ** 53, '"1"', 'null', '[]', '{}']));
    const header = text.replace(/\d+/g, (found) => (random() < 0.2 ? number() : found));
    const damaged = new TextEncoder().encode(header);
    const file = Uint8Array.of(...bytes.subarray(0, 8), ...damaged, ...bytes.subarray(end));
    new DataView(file.buffer).setBigUint64(0, BigInt(damaged.length), true);
    return file;
  }
  const changed = bytes.slice();
  // Most changes are in the header: any byte of a tensor is a valid one.
  for (let times = 1 + random() * 3; times >= 1; times--) changed[Math.floor(random() * end)] = random() * 256;
  return changed;
}

test('a damaged file is refused, or has tensors that fill it', () => {
  const random = seededRandom(2);
  let refused = 0;
  for (let run = 0; run < 3000; run++) {
    const bytes = damage(writeSafetensors(randomTensors(random)), random);
    try {
      const { tensors } = read(bytes);
      const filled = [...tensors.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
      const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
      expect(8 + headerBytes + filled).toBe(bytes.length);
      for (const tensor of tensors.values())
        expect(tensorValues(tensor).length).toBe(tensor.shape.reduce((a, b) => a * b, 1));
    } catch (error) {
      expect(error).toMatchObject({ code: 'data-invalid', message: expect.stringContaining('net.safetensors') });
      refused += 1;
    }
  }
  // The others are changed texts and names, and zero bytes of tensors.
  expect(refused).toBeGreaterThan(2000);
});

test('writeSafetensors refuses bytes of another shape', () => {
  const tensor = { dtype: 'F16', shape: [3], bytes: new Uint8Array(5) } as const;
  expect(() => writeSafetensors({ metadata: new Map(), tensors: new Map([['a', tensor]]) })).toThrow(
    new RangeError('a: expected 6 bytes, found 5'),
  );
});
