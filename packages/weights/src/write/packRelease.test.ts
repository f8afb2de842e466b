import { createHash } from 'node:crypto';
import { parameterSpecs } from '@aisle/model';
import { expect, test } from 'vitest';
import { parseManifest, tensorBytes } from '../manifest.js';
import { assembleRelease } from '../release.js';
import { packTiny, tinyConfig, tinyGolden, tinyItemIds, tinyValues } from '../testing/tinyRelease.js';

const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];

test('what was packed is parsed and put together to the last bit', async () => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const { values, itemIds } = assembleRelease(manifest, manifest.shards.map(({ file }) => files.get(file)!), files.get(manifest.itemIds.file)!);
  expect(itemIds).toEqual(tinyItemIds);
  expect(manifest.config).toEqual(tinyConfig);
  const expected = tinyValues();
  expect([...values.keys()]).toEqual(parameterSpecs(tinyConfig).map(({ name }) => name));
  for (const [name, array] of expected) expect(bits(values.get(name)!)).toEqual(bits(array));
});

test('a shard that lies at an odd offset of its buffer is put together as well', async () => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const shards = manifest.shards.map(({ file }) => {
    const bytes = files.get(file)!;
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    return shifted.subarray(3);
  });
  const { values } = assembleRelease(manifest, shards, files.get(manifest.itemIds.file)!);
  expect(bits(values.get('layers.0.query')!)).toEqual(bits(tinyValues().get('layers.0.query')!));
});

test('files carry the start of their own hash, and the manifest their whole hash and size', async () => {
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

test('the manifest comes last, and names every other file', async () => {
  const { packed, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const names = packed.map(({ name }) => name);
  expect(names.at(-1)).toBe('manifest.json');
  expect(new Set(names.slice(0, -1))).toEqual(new Set([...manifest.shards, manifest.itemIds, manifest.golden].map(({ file }) => file)));
});

test('shards hold each value once and nothing else', async () => {
  const { manifestJson } = await packTiny();
  const { shards, tensors } = parseManifest(manifestJson);
  shards.forEach(({ bytes }, shard) => {
    const own = tensors.filter((tensor) => tensor.shard === shard).sort((a, b) => a.byteOffset - b.byteOffset);
    let next = 0;
    for (const { byteOffset, shape } of own) {
      expect(byteOffset).toBe(next);
      next += tensorBytes(shape);
    }
    expect(next).toBe(bytes);
  });
  expect(tensors.filter(({ shard }) => shard === 0).map(({ name }) => name)).toEqual(['item_embedding', 'item_bias']);
});

test('values are little-endian float32', async () => {
  const values = tinyValues();
  values.get('item_embedding')!.set([1, -2.5]);
  const { files, manifestJson } = await packTiny({ values });
  const bytes = files.get(parseManifest(manifestJson).shards[0]!.file)!;
  // 1 is 0x3f800000, -2.5 is 0xc0200000.
  expect([...bytes.slice(0, 8)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]);
});

test('the release id names the day and the content', async () => {
  const id = async (changed?: Parameters<typeof packTiny>[0]) => parseManifest((await packTiny(changed)).manifestJson).releaseId;
  expect(await id()).toMatch(/^tiny-2026-01-02-[0-9a-f]{8}$/);
  expect(await id()).toBe(await id());
  const values = tinyValues();
  values.get('final_norm.bias')![0]! += 1;
  expect(await id({ values })).not.toBe(await id());
  expect(await id({ itemIds: ['a', 'b', 'c'] })).not.toBe(await id());
});

test('a change of the encoder leaves the items shard with its name', async () => {
  const files = async (values: Map<string, Float32Array>) => parseManifest((await packTiny({ values })).manifestJson).shards.map(({ file }) => file);
  const values = tinyValues();
  values.get('layers.0.key')![0]! += 1;
  const [before, after] = [await files(tinyValues()), await files(values)];
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test.each(['my shop', '../up', 'ä'])('a name that no reader would accept is refused: %j', async (name) => {
  await expect(packTiny({ name })).rejects.toMatchObject({ name: 'AisleError', code: 'manifest-invalid', details: { field: 'releaseId' } });
});
