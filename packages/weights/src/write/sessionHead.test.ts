import type { TrainedModel } from '@aisle/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionHead } from '../../../model/src/heads/head.js';
import * as registry from '../../../model/src/heads/registry.js';
import { filesToFetch } from '../manifest.js';
import { parseManifest } from '../parseManifest.js';
import { assembleRelease, wholeModel } from '../release.js';
import { tinyConfig, tinyGolden, tinyItemIds, tinyValues } from '../testing/tinyRelease.js';
import { packRelease } from './packRelease.js';
import { quantizeModel } from './quantize.js';

const { findHead } = registry;
// A mock, because there are only built-in item heads so far.
const sessionHead: SessionHead = {
  over: 'session',
  target: 'buys',
  specs: (name, { width }) => [{ name: `heads.${name}.weight`, shape: [2, width], init: 0 }],
};
const config = {
  ...tinyConfig,
  heads: [...tinyConfig.heads, { name: 'intent', over: 'session', target: 'buys' } as const],
};
const values = tinyValues().set('heads.intent.weight', Float32Array.of(0, 1, 2, 3, -4, 5, 6, 7));

let model: TrainedModel;
beforeEach(() => {
  vi.spyOn(registry, 'findHead').mockImplementation((target) => (target === 'buys' ? sessionHead : findHead(target)));
  model = quantizeModel({ config, values });
});
afterEach(() => void vi.restoreAllMocks());

const pack = async () => {
  const packed = await packRelease(model, tinyItemIds, tinyGolden, {
    name: 'tiny',
    createdAt: '2026-01-02T03:04:05.678Z',
  });
  const files = new Map(packed.map(({ name, bytes }) => [name, bytes]));
  return { files, manifestJson: JSON.parse(new TextDecoder().decode(files.get('manifest.json')!)) };
};

test('a session head has a separate file and reads back exactly', async () => {
  const { files, manifestJson } = await pack();
  const manifest = parseManifest(manifestJson);
  expect(filesToFetch(manifest).map(({ file }) => file.split('.')[0])).toEqual([
    'item-ids',
    'items',
    'encoder',
    'head-intent',
  ]);
  expect(wholeModel(assembleRelease(manifest, files))).toEqual(model);
});

test('models of order timing have a separate file and read back exactly', async () => {
  model = { ...model, orderTiming: '{"7":{}}' };
  const { files, manifestJson } = await pack();
  const manifest = parseManifest(manifestJson);
  expect(filesToFetch(manifest).at(-1)!.file).toMatch(/^timing\.[0-9a-f]{16}\.json$/);
  const release = assembleRelease(manifest, files);
  expect(release.decisionFiles).toEqual({ timing: '{"7":{}}' });
  expect(wholeModel(release)).toEqual(model);
});

test('a session head does not change the encoder file', async () => {
  const { manifestJson } = await pack();
  const without = await packRelease({ ...model, config: tinyConfig }, tinyItemIds, tinyGolden, {
    name: 'tiny',
    createdAt: '2026-01-02T03:04:05.678Z',
  });
  expect(without.map(({ name }) => name)).toEqual(
    expect.arrayContaining(manifestJson.shards.map(({ file }: { file: string }) => file)),
  );
});

test('logits of known heads are read from the check', async () => {
  const { manifestJson } = await pack();
  manifestJson.check[0].heads = { intent: 0.5, mood: 'good' };
  expect(parseManifest(manifestJson).check[0]!.heads).toEqual({ intent: 0.5 });
  manifestJson.check[0].heads.intent = '1';
  expect(() => parseManifest(manifestJson)).toThrow('check[0].heads.intent must be a number');
});

test.each([
  ['without its file', (m: any) => delete m.files, 'no file of the role head-intent'],
  ['with tensors of another shape', (m: any) => (m.files[0].tensors[0].shape = [4, 2]), 'must have the shape [2,4]'],
  ['with values outside of its file', (m: any) => (m.files[0].tensors[0].byteOffset = 9), 'which has 16'],
])('a session head %s is refused', async (_, change, message) => {
  const { manifestJson } = await pack();
  change(manifestJson);
  expect(() => parseManifest(manifestJson)).toThrow(
    expect.objectContaining({ code: 'weights-mismatch', message: expect.stringContaining(message) }),
  );
});
