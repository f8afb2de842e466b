import { AisleError, seededRandom } from '@aisle/core';
import { parameterSpecs } from '@aisle/model';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseManifest } from './parseManifest.js';
import { fuzzManifest } from './testing/mutations.js';
import {
  packTiny,
  tinyConfig,
  tinyKinds,
  tinyRelations,
  tinyTransitions,
  tinyTransitionsConfig,
} from './testing/tinyRelease.js';

type Json = any;
let good: Json;
let withTransitions: Json;
let withRelations: Json;
beforeAll(async () => {
  good = (await packTiny()).manifestJson;
  withTransitions = (await packTiny({ transitions: tinyTransitions })).manifestJson;
  withRelations = (await packTiny({ relations: tinyRelations, kinds: tinyKinds })).manifestJson;
});

const GIB = 2 ** 30;
const MAX_BYTES = 2 ** 28;
/** The files may be larger than their config needs, by this much. */
const SLACK = 2 ** 16;
const PLAIN_NAME = 'a plain file name';
const BYTES = `a whole number from 0 to ${MAX_BYTES}`;
const HASH = '64 hex digits';

/** The defect, the change that causes it, the field in the message, the expected value. */
const INVALID: readonly (readonly [string, (manifest: Json) => void, string, string])[] = [
  ['another format', (m) => (m.format = 'tfjs-model'), 'format', '"aisle-release"'],
  ['no format', (m) => delete m.format, 'format', '"aisle-release"'],
  ['a newer version', (m) => (m.formatVersion = 3), 'formatVersion', '2'],
  ['a version as text', (m) => (m.formatVersion = '2'), 'formatVersion', '2'],
  ['no release id', (m) => delete m.releaseId, 'releaseId', 'a name of letters'],
  ['a release id with a slash', (m) => (m.releaseId = 'a/b'), 'releaseId', 'a name of letters'],
  ['a release id of 101 characters', (m) => (m.releaseId = 'x'.repeat(101)), 'releaseId', 'a name of letters'],
  ['a release id with a line break', (m) => (m.releaseId = 'a\n'), 'releaseId', 'a name of letters'],
  ['a time in words', (m) => (m.createdAt = 'yesterday'), 'createdAt', 'an ISO 8601 time'],
  ['a time without a zone', (m) => (m.createdAt = '2026-01-02T03:04:05'), 'createdAt', 'an ISO 8601 time'],
  ['shards that are not a list', (m) => (m.shards = { 0: m.shards[0] }), 'shards', 'a list of at most 1024'],
  ['1,025 shards', (m) => (m.shards = new Array(1025).fill(m.shards[0])), 'shards', 'a list of at most 1024'],
  ['a shard that is null', (m) => (m.shards[1] = null), 'shards[1]', 'an object'],
  ['a path upwards', (m) => (m.shards[0].file = '../secret.bin'), 'shards[0].file', PLAIN_NAME],
  ['a path downwards', (m) => (m.shards[0].file = 'a/b.bin'), 'shards[0].file', PLAIN_NAME],
  ['an absolute path', (m) => (m.shards[0].file = '/etc/passwd'), 'shards[0].file', PLAIN_NAME],
  ['a backslash', (m) => (m.shards[0].file = '..\\b.bin'), 'shards[0].file', PLAIN_NAME],
  ['another host', (m) => (m.shards[0].file = 'https://example.org/x'), 'shards[0].file', PLAIN_NAME],
  ['another host without a scheme', (m) => (m.shards[0].file = '//example.org'), 'shards[0].file', PLAIN_NAME],
  ['a scheme alone', (m) => (m.shards[0].file = 'data:text,x'), 'shards[0].file', PLAIN_NAME],
  ['an escaped slash', (m) => (m.shards[0].file = '..%2fx'), 'shards[0].file', PLAIN_NAME],
  ['a query', (m) => (m.shards[0].file = 'x.bin?user=1'), 'shards[0].file', PLAIN_NAME],
  ['the folder itself', (m) => (m.shards[0].file = '.'), 'shards[0].file', PLAIN_NAME],
  ['the folder above', (m) => (m.shards[0].file = '..'), 'shards[0].file', PLAIN_NAME],
  ['an empty name', (m) => (m.shards[0].file = ''), 'shards[0].file', PLAIN_NAME],
  ['a name of 122 characters', (m) => (m.shards[0].file = 'x'.repeat(122)), 'shards[0].file', PLAIN_NAME],
  ['no name', (m) => delete m.shards[1].file, 'shards[1].file', PLAIN_NAME],
  ['a negative size', (m) => (m.shards[0].bytes = -1), 'shards[0].bytes', BYTES],
  ['a fractional size', (m) => (m.shards[0].bytes = 1.5), 'shards[0].bytes', BYTES],
  ['a size as text', (m) => (m.shards[0].bytes = '80'), 'shards[0].bytes', BYTES],
  ['a size that is not a number', (m) => (m.shards[0].bytes = NaN), 'shards[0].bytes', BYTES],
  ['a shard of more than 256 MiB', (m) => (m.shards[0].bytes = MAX_BYTES + 1), 'shards[0].bytes', BYTES],
  ['a shard of 1 GiB', (m) => (m.shards[0].bytes = GIB), 'shards[0].bytes', BYTES],
  ['a short hash', (m) => (m.shards[0].sha256 = 'ab'), 'shards[0].sha256', HASH],
  [
    'a hash in capitals',
    (m) => (m.shards[0].sha256 = m.shards[0].sha256.toUpperCase().replace(/^./, 'A')),
    'shards[0].sha256',
    HASH,
  ],
  ['no hash', (m) => delete m.shards[0].sha256, 'shards[0].sha256', HASH],
  ['no tensors', (m) => delete m.tensors, 'tensors', 'a list of at most 4096'],
  ['a tensor without a name', (m) => delete m.tensors[2].name, 'tensors[2].name', 'a tensor name'],
  ['a tensor name with a slash', (m) => (m.tensors[2].name = 'a/b'), 'tensors[2].name', 'a tensor name'],
  ['a shape that is not a list', (m) => (m.tensors[0].shape = 16), 'tensors[0].shape', 'a list of at most 4'],
  ['five axes', (m) => (m.tensors[0].shape = [1, 1, 1, 1, 16]), 'tensors[0].shape', 'a list of at most 4'],
  ['a negative axis', (m) => (m.tensors[0].shape[1] = -4), 'tensors[0].shape[1]', 'a whole number'],
  ['a fractional axis', (m) => (m.tensors[0].shape[1] = 4.5), 'tensors[0].shape[1]', 'a whole number'],
  ['a dtype that is not read', (m) => (m.tensors[0].dtype = 'float16'), 'tensors[0].dtype', '"float32" or "int8"'],
  ['no dtype', (m) => delete m.tensors[0].dtype, 'tensors[0].dtype', '"float32" or "int8"'],
  ['a negative shard index', (m) => (m.tensors[0].shard = -1), 'tensors[0].shard', 'a whole number'],
  ['a fractional offset', (m) => (m.tensors[0].byteOffset = 0.5), 'tensors[0].byteOffset', BYTES],
  ['a negative offset', (m) => (m.tensors[1].byteOffset = -4), 'tensors[1].byteOffset', BYTES],
  ['int8 without an offset of scales', (m) => delete m.tensors[0].scaleByteOffset, 'tensors[0].scaleByteOffset', BYTES],
  ['a negative offset of scales', (m) => (m.tensors[1].scaleByteOffset = -4), 'tensors[1].scaleByteOffset', BYTES],
  ['a fractional offset of scales', (m) => (m.tensors[1].scaleByteOffset = 0.5), 'tensors[1].scaleByteOffset', BYTES],
  ['an offset of scales as text', (m) => (m.tensors[2].scaleByteOffset = '0'), 'tensors[2].scaleByteOffset', BYTES],
  ['no item ids', (m) => delete m.itemIds, 'itemIds', 'an object'],
  ['item ids elsewhere', (m) => (m.itemIds.file = '../ids.json'), 'itemIds.file', PLAIN_NAME],
  ['no golden vectors', (m) => delete m.golden, 'golden', 'an object'],
  ['golden vectors without a hash', (m) => delete m.golden.sha256, 'golden.sha256', HASH],
  ['no golden vectors to check', (m) => delete m.check, 'check', 'a list of at most 8'],
  ['nine golden vectors to check', (m) => (m.check = Array(9).fill(m.check[0])), 'check', 'a list of at most 8'],
  [
    'a golden history of 65 actions',
    (m) => (m.check[0].history = Array(65).fill(m.check[0].history[0])),
    'check[0].history',
    'a list of at most 64',
  ],
  [
    'an unknown item in a golden history',
    (m) => (m.check[0].history[0].itemRow = 4),
    'check[0].history[0].itemRow',
    'a whole number from 0 to 3',
  ],
  ['the padding row as an answer', (m) => (m.check[0].top[0].row = 0), 'check[0].top[0].row', 'a row from 1 to 3'],
  [
    'a score above the limit',
    (m) => (m.check[0].top[0].score = 1e9),
    'check[0].top[0].score',
    'a number from -1000000 to 1000000',
  ],
  ['a parent with a path', (m) => (m.parent = '../other'), 'parent', 'a name of letters'],
  ['a release id that begins with a dot', (m) => (m.releaseId = '.x'), 'releaseId', 'a name of letters'],
  ['a minimum version of two numbers', (m) => (m.minimumSdkVersion = '0.1'), 'minimumSdkVersion', 'three numbers'],
];

const COUNT = parameterSpecs(tinyConfig).length;

/**
 * The defect, the change that causes it, a part of the message. Shard 0 has the scales of item_embedding at bytes 0 to
 * 16, and that of item_bias up to 20. Their int8 values end at 36 and 40. Shard 1 starts with ten scales of
 * event_embedding.
 */
const MISMATCHED: readonly (readonly [string, (manifest: Json) => void, string])[] = [
  ['a missing tensor', (m) => m.tensors.pop(), `the config requires ${COUNT} tensors, ${COUNT - 1} are listed.`],
  [
    'an additional tensor',
    (m) => m.tensors.push(m.tensors[0]),
    `the config requires ${COUNT} tensors, ${COUNT + 1} are listed.`,
  ],
  ['tensors in another order', (m) => m.tensors.reverse(), 'tensor 0 must be item_embedding, found purchase_query.'],
  ['a tensor under another name', (m) => (m.tensors[1].name = 'bias'), 'tensor 1 must be item_bias, found bias.'],
  [
    'a transposed shape',
    (m) => (m.tensors[2].shape = [4, 10]),
    'event_embedding must have the shape [10,4], found [4,10].',
  ],
  ['an additional axis', (m) => (m.tensors[1].shape = [4, 1]), 'item_bias must have the shape [4], found [4,1].'],
  [
    'the shapes of another config',
    (m) => (m.config.itemCount = 4),
    'item_embedding must have the shape [5,4], found [4,4].',
  ],
  [
    'a tensor past the end of its shard',
    (m) => (m.tensors[1].byteOffset += 1),
    'item_bias lies at bytes 37 to 41 of shard 0, which has 40.',
  ],
  [
    'scales past the end of their shard',
    (m) => (m.tensors[1].scaleByteOffset = 40),
    'item_bias (scales) lies at bytes 40 to 44 of shard 0, which has 40.',
  ],
  [
    'an offset between float32 values',
    (m) => (m.tensors[5].byteOffset += 2),
    'input_norm.scale lies at bytes 170 to 186 of shard 1',
  ],
  [
    'an offset between scales',
    (m) => (m.tensors[0].scaleByteOffset = 2),
    'item_embedding (scales) lies at bytes 2 to 18 of shard 0, which has 40.',
  ],
  ['a truncated shard', (m) => (m.shards[0].bytes = 39), 'item_bias lies at bytes 36 to 40 of shard 0, which has 39.'],
  [
    'a shard index without a shard',
    (m) => (m.tensors[0].shard = 2),
    'item_embedding lies at bytes 20 to 36 of shard 2, which has 0.',
  ],
  ['no shards', (m) => (m.shards = []), 'item_embedding lies at bytes 20 to 36 of shard 0, which has 0.'],
  [
    'float32 in the place of int8',
    (m) => (m.tensors[0].dtype = 'float32'),
    'item_embedding lies at bytes 20 to 84 of shard 0, which has 40.',
  ],
  [
    'overlapping int8 tensors',
    (m) => (m.tensors[1].byteOffset -= 1),
    'item_bias and item_embedding overlap in shard 0.',
  ],
  [
    'scales in those of another tensor',
    (m) => (m.tensors[1].scaleByteOffset = 12),
    'item_bias (scales) and item_embedding (scales) overlap in shard 0.',
  ],
  [
    'scales in their own values',
    (m) => (m.tensors[0].scaleByteOffset = 24),
    'item_embedding (scales) and item_embedding overlap in shard 0.',
  ],
  [
    'scales in float32 values',
    (m) => (m.tensors[2].scaleByteOffset = m.tensors[5].byteOffset),
    'input_norm.scale and event_embedding (scales) overlap in shard 1.',
  ],
  [
    'overlapping float32 tensors',
    (m) => (m.tensors[6].byteOffset -= 4),
    'input_norm.bias and input_norm.scale overlap in shard 1.',
  ],
  ['files that are larger than the config needs', (m) => (m.shards[0].bytes += 2 * SLACK), 'bytes, expected at most'],
  [
    'unused shards of 256 MiB',
    (m) => m.shards.push({ ...m.shards[0], file: 'unused.bin', bytes: MAX_BYTES }),
    'bytes, expected at most',
  ],
  [
    'more than 256 MiB in all',
    (m) => {
      // Four million items of width 4. Their tensors take 36,000,013 bytes.
      m.config.itemCount = 4e6;
      Object.assign(m.tensors[0], { shape: [4_000_001, 4], byteOffset: 16_000_008 });
      Object.assign(m.tensors[1], { shape: [4_000_001], scaleByteOffset: 16_000_004, byteOffset: 32_000_012 });
      m.shards[0].bytes = 36_000_013;
      m.itemIds.bytes = MAX_BYTES;
    },
    'bytes, expected at most 268435456 for its config.',
  ],
  ['two files of one name', (m) => (m.itemIds.file = m.shards[0].file), 'is listed with two hashes.'],
];

function thrownBy(manifest: unknown): AisleError {
  try {
    parseManifest(manifest);
  } catch (error) {
    if (error instanceof AisleError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function changed(change: (manifest: Json) => void, from: Json = good): Json {
  const manifest = structuredClone(from);
  change(manifest);
  return manifest;
}

test('a valid manifest parses to itself without unknown fields', () => {
  expect(parseManifest(good)).toEqual(good);
  expect(parseManifest({ ...good, comment: 'x' })).toEqual(good);
});

test.each(INVALID)('refuses %s', (_, change, field, expected) => {
  const error = thrownBy(changed(change));
  expect(error.message.startsWith(`Manifest: ${field} must be ${expected}`)).toBe(true);
  expect(error.message).toContain(', found ');
  expect([error.code, error.details.field]).toEqual(['manifest-invalid', field]);
});

test.each(MISMATCHED)('refuses %s', (_, change, message) => {
  const error = thrownBy(changed(change));
  expect(error.message).toContain(message);
  expect(error.code).toBe('weights-mismatch');
});

describe('transitions', () => {
  test('are listed if the config has them', () => {
    expect(parseManifest(withTransitions)).toEqual(withTransitions);
    expect(parseManifest(withTransitions).config.memory).toEqual(tinyTransitionsConfig);
    expect('memory' in parseManifest(good)).toBe(false);
  });

  const refused = (change: (manifest: Json) => void, from = withTransitions) => {
    const { code, message } = thrownBy(changed(change, from));
    return [code, message];
  };

  test('are refused if only config or manifest has them', () => {
    const mismatch = (message: string) => ['weights-mismatch', `Manifest: ${message}`];
    expect(refused((m) => delete m.memory)).toEqual(
      mismatch('the config has transitions ("memory"), but no file for them is listed.'),
    );
    expect(refused((m) => delete m.config.memory)).toEqual(
      mismatch('a file of transitions ("memory") is listed, but the config has none.'),
    );
    expect(refused((m) => (m.memory = m.itemIds), good)).toEqual(
      mismatch('a file of transitions ("memory") is listed, but the config has none.'),
    );
    expect(refused((m) => (m.config.memory = tinyTransitionsConfig), good)).toEqual(
      mismatch('the config has transitions ("memory"), but no file for them is listed.'),
    );
  });

  test('are checked like other shards', () => {
    expect(refused((m) => (m.memory = null))).toEqual([
      'manifest-invalid',
      'Manifest: memory must be an object, found null.',
    ]);
    expect(refused((m) => (m.memory.file = '../x'))).toEqual([
      'manifest-invalid',
      'Manifest: memory.file must be a plain file name, found "../x".',
    ]);
    expect(refused((m) => delete m.memory.sha256)).toEqual([
      'manifest-invalid',
      'Manifest: memory.sha256 must be 64 hex digits, found nothing.',
    ]);
    expect(refused((m) => (m.memory.bytes = -1))).toEqual([
      'manifest-invalid',
      `Manifest: memory.bytes must be ${BYTES}, found -1.`,
    ]);
    expect(refused((m) => (m.config.memory.weight = 0))[0]).toBe('config-invalid');
  });
});

describe('the files of a release', () => {
  const total = ({ shards, itemIds, memory, files = [] }: Json) =>
    [...shards, itemIds, ...(memory ? [memory] : []), ...files].reduce((sum, { bytes }) => sum + bytes, 0);
  /** The bytes of all tensors of `good`: its shards have no gaps. */
  const tensorsOf = ({ shards }: Json) => shards.reduce((sum: number, { bytes }: Json) => sum + bytes, 0);

  const withRoles = (...roles: readonly string[]): Json => ({
    ...good,
    files: roles.map((role) => ({ ...good.golden, role, file: `${role}.json` })),
  });

  test.each<[string, () => Json, number]>([
    // Three ids of 1203 bytes.
    ['without transitions', () => good, 3 * 1203 + SLACK],
    // Header and levels, then 4 rows of a count and 3 entries: 16 + 64 + 4 * (5 + 3 * 7).
    ['with transitions', () => withTransitions, 3 * 1203 + 184 + SLACK],
    // 256 KiB for each file.
    ['with a declaration', () => withRoles('interventions'), 3 * 1203 + 262_144 + SLACK],
    ['with declaration and policy', () => withRoles('interventions', 'policy'), 3 * 1203 + 2 * 262_144 + SLACK],
  ])('have the bytes that the config needs: %s', (_, manifestOf, besideTensors) => {
    const manifest = manifestOf();
    const limit = tensorsOf(manifest) + besideTensors;
    const more = limit - total(manifest);
    expect(() => parseManifest(changed((m) => (m.itemIds.bytes += more), manifest))).not.toThrow();
    expect(thrownBy(changed((m) => (m.itemIds.bytes += more + 1), manifest))).toMatchObject({
      code: 'weights-mismatch',
      message: `Manifest: the release claims ${limit + 1} bytes, expected at most ${limit} for its config.`,
    });
  });
});

test('an invalid config has the code config-invalid', () => {
  expect(thrownBy(changed((m) => (m.config.width = 0)))).toMatchObject({
    code: 'config-invalid',
    details: { field: 'width' },
  });
  expect(thrownBy(changed((m) => delete m.config))).toMatchObject({ code: 'config-invalid', details: { field: '' } });
});

test.each([undefined, null, 7, 'text', true])('refuses %s as a manifest', (found) => {
  expect(thrownBy(found)).toMatchObject({ code: 'manifest-invalid', details: { field: '' } });
});

test('an error quotes only the start of a long value', () => {
  expect(thrownBy({ ...good, format: 'x'.repeat(5000) }).message.length).toBeLessThan(200);
});

describe('values at each limit are accepted', () => {
  test.each([
    ['a release id of 100 characters', (m: Json) => (m.releaseId = 'x'.repeat(100))],
    ['a file name of 121 characters', (m: Json) => (m.shards[0].file = 'x'.repeat(121))],
    ['a file name with dots inside', (m: Json) => (m.shards[0].file = 'a..b.bin')],
    ['a larger shard than its tensors need', (m: Json) => (m.shards[0].bytes += 1)],
    ['golden vectors of 256 MiB, which no browser reads', (m: Json) => (m.golden.bytes = MAX_BYTES)],
    ['int8 values at an odd offset', (m: Json) => ((m.tensors[1].byteOffset += 1), (m.shards[0].bytes += 1))],
    [
      'an int8 vector: one row',
      (m: Json) => Object.assign(m.tensors[5], { dtype: 'int8', scaleByteOffset: m.tensors[5].byteOffset + 4 }),
    ],
    ['an unused shard', (m: Json) => m.shards.push(m.shards[0])],
  ])('%s', (_, change) => {
    expect(() => parseManifest(changed(change))).not.toThrow();
  });
});

test('2,000 mutated manifests parse or throw an AisleError', () => {
  const outcomes = fuzzManifest(seededRandom(99), 2000, [good, withTransitions, withRelations]);
  // The mutations reach every kind of check. Some of them change nothing of importance.
  expect(Object.keys(outcomes)).toEqual(
    expect.arrayContaining(['config-invalid', 'manifest-invalid', 'accepted', 'weights-mismatch']),
  );
  expect(outcomes.accepted).toBeLessThan(200);
});

test.each([
  ['0.1.1', true],
  ['0.2.0', true],
  ['1.0.0', true],
  ['0.0.99', false],
  ['0.1.0', false],
])('SDK 0.1.0 is too old for a release of %s: %s', (minimumSdkVersion, tooOld) => {
  // A later format can differ in every other field. The error must report the version.
  const later = { format: 'aisle-release', formatVersion: 9, minimumSdkVersion };
  expect(thrownBy(later)).toMatchObject(
    tooOld ? { code: 'sdk-too-old', message: expect.stringContaining(minimumSdkVersion) } : { code: 'config-invalid' },
  );
});
