import { parameterSpecs } from '@aisle/model';
import { expect, test } from 'vitest';
import { parseManifest } from './parseManifest.js';
import { assembleRelease, wholeModel } from './release.js';
import { sha256Hex } from './sha256.js';
import { packTiny, tinyConfig, tinyValues } from './testing/tinyRelease.js';

const encode = (text: string) => new TextEncoder().encode(text);

test('sha256Hex returns the digests of FIPS 180-4', async () => {
  expect(await sha256Hex(encode(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(await sha256Hex(encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test.each([
  ['too few ids', '["a","b"]', '2'],
  ['too many ids', '["a","b","c","d"]', '4'],
  ['an id that is a number', '["a","b",3]', '3 as entry 2'],
  ['an id twice', '["a","b","a"]', '"a" twice, again as entry 2'],
  ['no list', '{"length":3}', 'no list'],
  ['invalid JSON', 'sku-1\nsku-2', 'invalid JSON'],
  ['an empty file', '', 'invalid JSON'],
])('item ids with %s are refused', async (_, table, found) => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  let thrown: unknown;
  try {
    assembleRelease(manifest, new Map(files).set(manifest.itemIds.file, encode(table)));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'AisleError', code: 'weights-mismatch', details: { itemCount: 3 } });
  expect((thrown as Error).message).toBe(
    `Item-id table: expected a list of 3 ids, found ${found}. Write the release again.`,
  );
  expect(assembleRelease(manifest, new Map(files).set(manifest.itemIds.file, encode('["a","b","c"]'))).itemIds).toEqual(
    ['a', 'b', 'c'],
  );
});

test('int8 values are multiplied by the scale of their row', async () => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  // item_embedding [4, 4] and item_bias [4], with offsets as in parseManifest.test.ts.
  const items = new Uint8Array(40);
  const view = new DataView(items.buffer);
  [0.5, 0, -2, 1.5, 0.25].forEach((scale, i) => view.setFloat32(4 * i, scale, true));
  [
    [31, -31, 0, 1],
    [127, 1, 1, 1],
    [-128, 3, 0, 0],
    [2, 4, 6, -8],
    [1, -1, 127, -127],
  ]
    .flat()
    .forEach((value, i) => view.setInt8(20 + i, value));
  const { values } = wholeModel(assembleRelease(manifest, new Map(files).set(manifest.shards[0]!.file, items)));
  expect([...values.get('item_embedding')!]).toEqual([15.5, -15.5, 0, 0.5, 0, 0, 0, 0, 256, -6, -0, -0, 3, 6, 9, -12]);
  expect([...values.get('item_bias')!]).toEqual([0.25, -0.25, 31.75, -31.75]);
});

test('a release of float32 tensors reads back exactly', async () => {
  const { files, manifestJson } = await packTiny();
  const values = tinyValues();
  let bytes = 0;
  const tensors = parameterSpecs(tinyConfig).map(({ name, shape }) => {
    const byteOffset = bytes;
    bytes += 4 * values.get(name)!.length;
    return { name, shape, dtype: 'float32', shard: 0, byteOffset };
  });
  const shard = new Uint8Array(bytes);
  tensors.forEach(({ name, byteOffset }) =>
    values.get(name)!.forEach((value, i) => new DataView(shard.buffer).setFloat32(byteOffset + 4 * i, value, true)),
  );
  const shards = [{ file: 'all.bin', bytes, sha256: await sha256Hex(shard) }];
  const release = wholeModel(
    assembleRelease(parseManifest({ ...manifestJson, shards, tensors }), new Map(files).set('all.bin', shard)),
  );
  const bits = (array: Float32Array) => new Uint32Array(array.buffer, array.byteOffset, array.length);
  expect([...release.values.keys()]).toEqual([...values.keys()]);
  for (const [name, array] of values) expect(bits(release.values.get(name)!), name).toEqual(bits(array));
});
