import { rankingHead } from '@aisle/model';
import { beforeAll, expect, test } from 'vitest';
import { applyDelta } from './delta.js';
import { deltaFiles, filesToFetch } from './manifest.js';
import { parseManifest } from './parseManifest.js';
import { assembleRelease } from './release.js';
import { laterRelease, type PackedFiles } from './testing/laterRelease.js';
import { packTiny } from './testing/tinyRelease.js';
import { makeDelta } from './write/makeDelta.js';

let packed: PackedFiles;
let later: PackedFiles;
beforeAll(async () => {
  packed = await packTiny();
  later = await laterRelease(packed);
});

const stems = (files: readonly { readonly file: string }[]) => files.map(({ file }) => file.split('.')[0]);

test('files of unknown roles and heads are not fetched', () => {
  expect(stems(filesToFetch(parseManifest(later.manifestJson)))).toEqual(['item-ids', 'items', 'encoder']);
});

test('the files for decisions are fetched', () => {
  const manifest = structuredClone(packed.manifestJson);
  manifest.files = ['interventions', 'policy'].map((role) => ({ ...manifest.golden, role, file: `${role}.json` }));
  const names = ['item-ids', 'items', 'encoder', 'interventions', 'policy'];
  expect(stems(filesToFetch(parseManifest(manifest)))).toEqual(names);
});

test('unknown roles and heads do not change the release that is read', () => {
  const expected = assembleRelease(parseManifest(packed.manifestJson), packed.files);
  const found = assembleRelease(parseManifest(later.manifestJson), later.files);
  expect(found.config).toEqual(expected.config);
  expect(found.values).toEqual(expected.values);
  expect(found.items).toEqual(expected.items);
});

test('a delta with files of unknown roles applies without them', () => {
  const [older, newer] = [parseManifest(packed.manifestJson), parseManifest(later.manifestJson)];
  expect(stems(deltaFiles(newer))).toEqual(['item-ids', 'items', 'encoder', 'ratings', 'head-churn']);
  const bytesOf = (release: PackedFiles, manifest: typeof older) =>
    deltaFiles(manifest).map(({ file }) => release.files.get(file)!);
  const targets = bytesOf(later, newer);
  const delta = makeDelta(
    bytesOf(packed, older),
    targets.map((bytes, i) => ({ bytes, base: i === 2 ? 2 : undefined })),
  );
  const made = applyDelta(
    delta,
    bytesOf(packed, older),
    targets.map(({ length }) => length),
  );
  expect(made).toEqual([undefined, undefined, targets[2], undefined, undefined]);
  // The base is a release whose unknown files this device did not fetch.
  const back = makeDelta(targets, [
    { bytes: targets[0]!, base: undefined },
    { bytes: targets[1]!, base: undefined },
    { bytes: bytesOf(packed, older)[2]!, base: 2 },
  ]);
  const sizes = bytesOf(packed, older).map(({ length }) => length);
  expect(applyDelta(back, [...targets.slice(0, 3), undefined, undefined], sizes)[2]).toEqual(bytesOf(packed, older)[2]);
});

test('an unknown required role is refused by name', async () => {
  const { manifestJson } = await laterRelease(packed, ['items', 'ratings']);
  expect(() => parseManifest(manifestJson)).toThrow(
    expect.objectContaining({
      code: 'sdk-too-old',
      message: expect.stringContaining('needs the role ratings'),
      details: { role: 'ratings' },
    }),
  );
});

test('the file of an unknown head can be required', async () => {
  const { manifestJson } = await laterRelease(packed, ['head-churn']);
  expect(() => parseManifest(manifestJson)).toThrow(
    'needs the role head-churn, which this version of Aisle does not know. Update Aisle.',
  );
});

test('a known required role is accepted', async () => {
  const { manifestJson } = await laterRelease(packed, ['items', 'encoder', 'itemIds', 'memory', 'golden']);
  expect(parseManifest(manifestJson).required).toHaveLength(5);
});

test.each([
  ['a role without a name', (m: any) => (m.files[0].role = ''), 'files[0].role'],
  ['a role with a dedicated field', (m: any) => (m.files[0].role = 'items'), 'files[0].role'],
  ['a repeated role', (m: any) => (m.files[0].role = 'head-churn'), 'files'],
  ['a file outside the folder', (m: any) => (m.files[0].file = '../ratings.bin'), 'files[0].file'],
  ['a file without a hash', (m: any) => delete m.files[0].sha256, 'files[0].sha256'],
  ['required roles that are not a list', (m: any) => (m.required = 'items'), 'required'],
])('%s is refused', (_, change, field) => {
  const manifest = structuredClone(later.manifestJson);
  change(manifest);
  expect(() => parseManifest(manifest)).toThrow(
    expect.objectContaining({ code: 'manifest-invalid', details: { field } }),
  );
});

test('a tensor of an unlisted head is refused', () => {
  const manifest = structuredClone(later.manifestJson);
  manifest.config.heads.pop();
  expect(() => parseManifest(manifest)).toThrow(expect.objectContaining({ code: 'weights-mismatch' }));
});

test('a config with a target is read as heads', () => {
  const manifest = structuredClone(packed.manifestJson);
  delete manifest.config.heads;
  manifest.config.target = 'next-purchase';
  expect(parseManifest(manifest).config.heads).toEqual([rankingHead('next-purchase')]);
});
