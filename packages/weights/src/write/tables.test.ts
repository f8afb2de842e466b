import { beforeAll, expect, test } from 'vitest';
import { filesToFetch } from '../manifest.js';
import { parseManifest } from '../parseManifest.js';
import { assembleRelease, wholeModel } from '../release.js';
import type { PackedFiles } from '../testing/laterRelease.js';
import { packTiny, tinyConfig, tinyKinds, tinyRelations, tinyTransitions, tinyValues } from '../testing/tinyRelease.js';
import { quantizeModel } from './quantize.js';

let packed: PackedFiles;
beforeAll(async () => {
  packed = await packTiny({ relations: tinyRelations, kinds: tinyKinds });
});

const stems = (files: readonly { readonly file: string }[]) => files.map(({ file }) => file.split('.')[0]);
const rolesOf = ({ files = [] }: ReturnType<typeof parseManifest>) => files.map(({ role }) => role);

test('relations and kinds read back', () => {
  const manifest = parseManifest(packed.manifestJson);
  const release = assembleRelease(manifest, packed.files);
  expect(release.relations).toEqual(tinyRelations);
  expect(release.kinds).toEqual(tinyKinds);
  expect(wholeModel(release)).toMatchObject({ relations: tinyRelations, kinds: tinyKinds });
  expect(rolesOf(manifest)).toEqual(['companions', 'substitutes', 'kinds']);
});

test('a shopper fetches the files of relations and kinds', () => {
  const names = ['item-ids', 'items', 'encoder', 'companions', 'substitutes', 'kinds'];
  expect(stems(filesToFetch(parseManifest(packed.manifestJson)))).toEqual(names);
});

test('one relation can be absent', async () => {
  const { files, manifestJson } = await packTiny({ relations: { companions: tinyTransitions } });
  const release = assembleRelease(parseManifest(manifestJson), files);
  expect(release.relations).toEqual({ companions: tinyTransitions });
  expect(release).not.toHaveProperty('kinds');
});

test('a model without relations and kinds lists no further files', async () => {
  const { files, manifestJson } = await packTiny();
  const release = assembleRelease(parseManifest(manifestJson), files);
  expect(manifestJson).not.toHaveProperty('files');
  expect(release).not.toHaveProperty('relations');
  expect(release).not.toHaveProperty('kinds');
});

test('quantizeModel returns relations as a reader gets them', () => {
  const companions = {
    offsets: Uint32Array.from({ length: 22 }, (_, i) => (i < 2 ? 0 : 17)),
    toRows: Int32Array.from({ length: 17 }, (_, i) => i + 1),
    strengths: Float32Array.from({ length: 17 }, (_, i) => 1.3 ** i),
  };
  const config = { ...tinyConfig, itemCount: 20 };
  const values = new Map(tinyValues())
    .set('item_embedding', new Float32Array(84))
    .set('item_bias', new Float32Array(21));
  const found = quantizeModel({ config, values, relations: { companions }, kinds: tinyKinds });
  // 17 strengths do not fit into 16 levels.
  expect(new Set(found.relations!.companions!.strengths).size).toBe(16);
  expect(found.kinds).toEqual(tinyKinds);
  expect(quantizeModel(found)).toEqual(found);
});

test.each([
  [
    'a score part without its file',
    (manifest: any) => manifest.files.shift(),
    'the config has companions, but no file of the role companions is listed.',
  ],
  ['a file of kinds of 1 GB', (manifest: any) => (manifest.files[2].bytes = 2 ** 28), 'the release claims'],
])('%s is refused', (_, change, message) => {
  const manifest = structuredClone(packed.manifestJson);
  change(manifest);
  expect(() => parseManifest(manifest)).toThrow(
    expect.objectContaining({ code: 'weights-mismatch', message: expect.stringContaining(message) }),
  );
});

test('the limit on sizes counts each listed file once', () => {
  const limitOf = (change: (manifest: any) => void) => {
    const manifest = structuredClone(packed.manifestJson);
    change(manifest);
    manifest.itemIds.bytes = 2 ** 27;
    try {
      parseManifest(manifest);
    } catch (error) {
      return Number(/expected at most (\d+)/.exec((error as Error).message)![1]);
    }
    throw new Error('nothing was thrown');
  };
  const all = limitOf(() => {});
  expect(all - limitOf(({ files }) => files.splice(1, 1))).toBe(16 + 64 + 4 * (5 + 3 * 7));
  expect(all - limitOf(({ files }) => files.splice(2, 1))).toBe(3 * 1900 + 7 * 8 + 4 * 5 + 100 * (1900 + 3 * 5) + 200);
});

test('the roles of the tables can be required', () => {
  const required = ['companions', 'substitutes', 'kinds'];
  expect(parseManifest({ ...packed.manifestJson, required }).required).toEqual(required);
});

test('a damaged table is refused', () => {
  const manifest = parseManifest(packed.manifestJson);
  const { file } = manifest.files![1]!;
  const damaged = new Map(packed.files).set(file, Uint8Array.of(1));
  expect(() => assembleRelease(manifest, damaged)).toThrow(expect.objectContaining({ code: 'weights-mismatch' }));
});
