import { createHash } from 'node:crypto';
import { parameterSpecs } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { parseManifest } from '../parseManifest.js';
import { assembleRelease, wholeModel } from '../release.js';
import { tensorParts } from '../tensorEntry.js';
import {
  packTiny,
  tinyConfig,
  tinyGolden,
  tinyItemIds,
  tinyTransitions,
  tinyTransitionsConfig,
  tinyValues,
} from '../testing/tinyRelease.js';
import { packRelease } from './packRelease.js';
import { quantizeModel } from './quantize.js';

const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
const quantized = (values: Map<string, Float32Array>) => quantizeModel({ config: tinyConfig, values }).values;

test('a packed release reads back as the quantised model', async () => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const release = assembleRelease(manifest, files);
  const { itemIds } = release;
  const { values } = wholeModel(release);
  expect(itemIds).toEqual(tinyItemIds);
  expect(manifest.config).toEqual(tinyConfig);
  const expected = quantized(tinyValues());
  expect([...values.keys()]).toEqual(parameterSpecs(tinyConfig).map(({ name }) => name));
  for (const [name, array] of expected) expect(bits(values.get(name)!)).toEqual(bits(array));
});

test('assembleRelease accepts shards at odd offsets of their buffers', async () => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const shiftedFiles = new Map(
    Array.from(files, ([name, bytes]) => {
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      return [name, shifted.subarray(3)];
    }),
  );
  const { values } = wholeModel(assembleRelease(manifest, shiftedFiles));
  expect(bits(values.get('layers.0.query')!)).toEqual(bits(quantized(tinyValues()).get('layers.0.query')!));
});

test('file names contain the start of the hash that the manifest lists', async () => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  for (const shard of [...manifest.shards, manifest.itemIds, manifest.golden]) {
    const bytes = files.get(shard.file)!;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(shard).toEqual({ file: shard.file, bytes: bytes.byteLength, sha256 });
    expect(shard.file).toContain(`.${sha256.slice(0, 16)}.`);
  }
  expect(JSON.parse(new TextDecoder().decode(files.get(manifest.golden.file)!))).toEqual(tinyGolden);
});

test('the manifest comes last and lists every other file', async () => {
  const { packed, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const names = packed.map(({ name }) => name);
  expect(names.at(-1)).toBe('manifest.json');
  expect(new Set(names.slice(0, -1))).toEqual(
    new Set([...manifest.shards, manifest.itemIds, manifest.golden].map(({ file }) => file)),
  );
});

test('shards contain each value once and nothing else', async () => {
  const { manifestJson } = await packTiny();
  const { shards, tensors } = parseManifest(manifestJson);
  shards.forEach(({ bytes }, shard) => {
    const shardParts = tensors
      .filter((tensor) => tensor.shard === shard)
      .flatMap(tensorParts)
      .sort((a, b) => a.byteOffset - b.byteOffset);
    const ends = shardParts.map((part) => part.byteOffset + part.bytes);
    expect(shardParts.map(({ byteOffset }) => byteOffset)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(bytes);
  });
  expect(tensors.filter(({ shard }) => shard === 0).map(({ name }) => name)).toEqual(['item_embedding', 'item_bias']);
});

test('matrices and item bias are int8, other vectors float32, all little-endian', async () => {
  const values = tinyValues();
  // Largest values in size 62 and 127: scales 62 / 31 = 2 and 127 / 127 = 1, 0x40000000 and 0x3f800000.
  values.get('item_embedding')!.set([62, -4, 0, 3.2]);
  values.get('item_bias')!.set([1, -2, 127, 0]);
  values.get('input_norm.scale')!.set([1, -2.5]);
  const { files, manifestJson } = await packTiny({ values });
  const { shards, tensors } = parseManifest(manifestJson);
  const of = (name: string) => {
    const tensor = tensors.find((candidate) => candidate.name === name)!;
    const bytes = files.get(shards[tensor.shard]!.file)!;
    return {
      dtype: tensor.dtype,
      parts: tensorParts(tensor).map((part) => [...bytes.subarray(part.byteOffset, part.byteOffset + part.bytes)]),
    };
  };
  expect(of('item_bias')).toEqual({
    dtype: 'int8',
    parts: [
      [1, 254, 127, 0],
      [0, 0, 0x80, 0x3f],
    ],
  });
  expect(of('item_embedding').parts.map((part) => part.slice(0, 4))).toEqual([
    [31, 254, 0, 2],
    [0, 0, 0, 0x40],
  ]);
  // -2.5 is 0xc0200000.
  expect(of('input_norm.scale')).toMatchObject({
    dtype: 'float32',
    parts: [expect.arrayContaining([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0])],
  });
  const float32 = tensors.filter(({ dtype }) => dtype === 'float32').map(({ name }) => name);
  expect(float32).toEqual(
    parameterSpecs(tinyConfig)
      .filter(({ name, shape }) => shape.length === 1 && name !== 'item_bias')
      .map(({ name }) => name),
  );
});

test('the release id contains date and content hash', async () => {
  const id = async (changed?: Parameters<typeof packTiny>[0]) =>
    parseManifest((await packTiny(changed)).manifestJson).releaseId;
  expect(await id()).toMatch(/^tiny-2026-01-02-[0-9a-f]{8}$/);
  expect(await id()).toBe(await id());
  const values = tinyValues();
  values.get('final_norm.bias')![0]! += 1;
  expect(await id({ values })).not.toBe(await id());
  expect(await id({ itemIds: ['a', 'b', 'c'] })).not.toBe(await id());
});

test('a change of the encoder keeps the name of the item shard', async () => {
  const files = async (values: Map<string, Float32Array>) =>
    parseManifest((await packTiny({ values })).manifestJson).shards.map(({ file }) => file);
  const values = tinyValues();
  values.get('layers.0.key')![0]! += 1;
  const [before, after] = [await files(tinyValues()), await files(values)];
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test.each(['my shop', '../up', 'ä'])('packRelease refuses the name %j', async (name) => {
  await expect(packTiny({ name })).rejects.toMatchObject({
    name: 'AisleError',
    code: 'manifest-invalid',
    details: { field: 'releaseId' },
  });
});

describe('with transitions', () => {
  test('the transitions have a separate file that reads back', async () => {
    const { packed, files, manifestJson } = await packTiny({ transitions: tinyTransitions });
    const manifest = parseManifest(manifestJson);
    const bytes = files.get(manifest.memory!.file)!;
    expect(manifest.memory!.file).toMatch(/^memory\.[0-9a-f]{16}\.bin$/);
    expect(manifest.memory).toMatchObject({
      bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(packed.at(-1)!.name).toBe('manifest.json');
    const release = assembleRelease(manifest, files);
    expect(release.config).toEqual({ ...tinyConfig, memory: tinyTransitionsConfig });
    expect([...release.transitions!.offsets]).toEqual([...tinyTransitions.offsets]);
    expect([...release.transitions!.toRows]).toEqual([...tinyTransitions.toRows]);
    expect(release.transitions!.strengths).toEqual(tinyTransitions.strengths);
    const { values } = wholeModel(release);
    for (const [name, array] of quantized(tinyValues())) expect(bits(values.get(name)!)).toEqual(bits(array));
    // The number of items differs from that of the transitions.
    expect(() => assembleRelease(manifest, new Map(files).set(manifest.memory!.file, bytes.with(4, 4)))).toThrow(
      'expected 3 items, found 4',
    );
  });

  test('a model without transitions has no such file', async () => {
    const { packed, manifestJson } = await packTiny();
    const manifest = parseManifest(manifestJson);
    expect('memory' in manifestJson).toBe(false);
    expect(packed.some(({ name }) => name.startsWith('memory'))).toBe(false);
    const release = assembleRelease(manifest, new Map(packed.map(({ name, bytes }) => [name, bytes])));
    expect('memory' in release).toBe(false);
  });

  test('transitions change the release id and no shard', async () => {
    const parsed = async (transitions?: typeof tinyTransitions) =>
      parseManifest((await packTiny(transitions && { transitions })).manifestJson);
    const [without, one, other] = [
      await parsed(),
      await parsed(tinyTransitions),
      await parsed({ ...tinyTransitions, toRows: Int32Array.of(1, 3, 3) }),
    ];
    expect(new Set([without, one, other].map(({ releaseId }) => releaseId)).size).toBe(3);
    expect([one.shards, other.shards]).toEqual([without.shards, without.shards]);
  });

  const values = tinyValues();
  test.each([
    [
      'a config with transitions, a model without',
      { config: { ...tinyConfig, memory: tinyTransitionsConfig }, values },
      'the config has transitions ("memory"), but no file for them is listed.',
    ],
    [
      'a model with transitions, a config without',
      { config: tinyConfig, values, transitions: tinyTransitions },
      'a file of transitions ("memory") is listed, but the config has none.',
    ],
    [
      'transitions of other items',
      {
        config: { ...tinyConfig, memory: tinyTransitionsConfig },
        values,
        transitions: { ...tinyTransitions, offsets: Uint32Array.of(0, 0, 2, 2, 3, 3) },
      },
      'expected 3 items, found 4',
    ],
    [
      'a strength of 0',
      {
        config: { ...tinyConfig, memory: tinyTransitionsConfig },
        values,
        transitions: { ...tinyTransitions, strengths: Float32Array.of(1, 0, 1) },
      },
      'strengths must be numbers above 0, found 0',
    ],
  ])('%s is refused', async (_, model, message) => {
    await expect(
      packRelease(model, tinyItemIds, tinyGolden, { name: 'tiny', createdAt: '2026-01-02T03:04:05Z' }),
    ).rejects.toMatchObject({ code: 'weights-mismatch', message: expect.stringContaining(message) });
  });
});
