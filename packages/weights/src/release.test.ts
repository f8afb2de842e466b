import { expect, test } from 'vitest';
import { parseManifest } from './manifest.js';
import { assembleRelease, sha256Hex } from './release.js';
import { packTiny } from './testing/tinyRelease.js';

const encode = (text: string) => new TextEncoder().encode(text);

test('sha256Hex gives the digests of FIPS 180-4', async () => {
  expect(await sha256Hex(encode(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(await sha256Hex(encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test.each([
  ['too few ids', '["a","b"]', '2'],
  ['too many ids', '["a","b","c","d"]', '4'],
  ['an id that is a number', '["a","b",3]', '3 as entry 2'],
  ['no list', '{"length":3}', 'no list'],
  ['no JSON', 'sku-1\nsku-2', 'no JSON'],
  ['an empty file', '', 'no JSON'],
])('an item-id table with %s is refused', async (_, table, found) => {
  const { files, manifestJson } = await packTiny();
  const manifest = parseManifest(manifestJson);
  const shards = manifest.shards.map(({ file }) => files.get(file)!);
  let thrown: unknown;
  try {
    assembleRelease(manifest, shards, encode(table));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'AisleError', code: 'weights-mismatch', details: { itemCount: 3 } });
  expect((thrown as Error).message).toBe(`Item-id table: expected a list of 3 ids, found ${found}. Write the release again.`);
  expect(assembleRelease(manifest, shards, encode('["a","b","c"]')).itemIds).toEqual(['a', 'b', 'c']);
});
