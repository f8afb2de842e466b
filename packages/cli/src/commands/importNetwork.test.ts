import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantizeModel } from '@aisle/weights/write';
import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { readNetwork } from '../network/readNetwork.js';
import type { Progress } from '../progress.js';
import { readRelease } from '../releaseFiles.js';
import { readReport } from '../report.js';
import { readSafetensors } from '../safetensors/readSafetensors.js';
import type { SafeTensor } from '../safetensors/safetensors.js';
import { writeSafetensors } from '../safetensors/writeSafetensors.js';
import { exportNetwork } from './exportNetwork.js';
import { importNetwork } from './importNetwork.js';

// Written by trainer/tests/write_golden.py: network and rankings are PyTorch's.
const folder = fileURLToPath(new URL('../network/golden/', import.meta.url));
const file = path.join(folder, 'network.safetensors');
const items = path.join(folder, 'items.txt');
const bytes = readFileSync(file);
const files = temporaryFiles();
const SILENT: Progress = { update: () => {}, log: () => {}, clear: () => {} };

interface Changes {
  readonly items?: string;
  readonly tensors?: (tensors: Map<string, SafeTensor>) => void;
  /** Changes the description, which is JSON. */
  readonly description?: (json: string) => string | undefined;
}

/** Imports the golden network after changes. @returns what it prints */
async function importChanged(out: string, { items: ids, tensors: change, description }: Changes = {}) {
  const { metadata, tensors } = readSafetensors(bytes, file);
  const changed = new Map(tensors);
  change?.(changed);
  const json = metadata.get('aisle')!;
  const text = description ? description(json) : json;
  const network = writeSafetensors({
    metadata: new Map(text === undefined ? [] : [['aisle', text]]),
    tensors: changed,
  });
  const lines: string[] = [];
  await importNetwork(
    {
      file: files.write(`${out}.safetensors`, network),
      items: ids === undefined ? items : files.write(`${out}.txt`, ids),
      out: path.join(files.folder, out),
      name: 'elsewhere',
      seed: 1,
    },
    SILENT,
    (line) => lines.push(line),
  );
  return lines.join('\n');
}

const floats = (values: readonly number[], shape: readonly number[]): SafeTensor => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});

test("PyTorch's network becomes a release with the same rankings", async () => {
  const printed = await importChanged('same');
  expect(printed).toContain('the same top 20 for 8 of 8 golden histories');
  const release = await readRelease(path.join(files.folder, 'same'));
  expect(release.manifest.releaseId).toMatch(/^elsewhere-/);
  expect(release.itemIds).toEqual(readFileSync(items, 'utf8').trimEnd().split('\n'));
  const { config, values } = readNetwork(bytes, file);
  expect(release.config).toEqual(config);
  expect(release.values).toEqual(quantizeModel({ config, values }).values);
  const report = readFileSync(path.join(files.folder, 'same', 'report.json'), 'utf8');
  expect(JSON.parse(report).parity).toMatchObject({ histories: 8, sameTop: 8, sharedTop: 1 });
  expect(await readReport(path.join(files.folder, 'same'))).toMatchObject({ score: null });
});

test('item ids of a text file may have CRLF as line end', async () => {
  const ids = readFileSync(items, 'utf8').replaceAll('\n', '\r\n');
  expect(await importChanged('crlf', { items: ids })).toContain('8 of 8');
});

/** Adds to one value of a tensor. */
const add = (name: string, at: number, difference: number) => (tensors: Map<string, SafeTensor>) => {
  const { shape, bytes: before } = tensors.get(name)!;
  const values = [...new Float32Array(new Uint8Array(before).buffer)];
  values[at]! += difference;
  tensors.set(name, floats(values, shape));
};

test.each<[string, Changes, string, RegExp]>([
  ['a changed bias of an item', { tensors: add('item_bias', 3, 0.01) }, 'weights-mismatch', /1.0e-2/],
  ['a changed weight of the encoder', { tensors: add('layers.1.value', 5, 0.1) }, 'weights-mismatch', /found others/],
  ['a changed bias of a distance', { tensors: add('layers.0.relative_bias', 2, 0.5) }, 'weights-mismatch', /of 8/],
  ['a weight that is NaN', { tensors: add('layers.0.query', 0, NaN) }, 'weights-mismatch', /Infinity/],
  [
    'another row in a ranking',
    { description: (json) => json.replace('"row":10', '"row":11') },
    'weights-mismatch',
    /7 of 8/,
  ],
  [
    'a score beyond the tolerance',
    { description: (json) => json.replace('"score":10.75', '"score":10.76') },
    'weights-mismatch',
    /of 8/,
  ],
  [
    'a missing tensor',
    { tensors: (all) => all.delete('final_norm.bias') },
    'weights-mismatch',
    /final_norm.bias must be F32, F16 or BF16 of the shape \[8\], found none/,
  ],
  [
    'a tensor of another shape',
    { tensors: (all) => all.set('log_logit_scale', floats([2], [1, 1])) },
    'weights-mismatch',
    /log_logit_scale must be .* of the shape \[1\], found F32 of the shape \[1,1\]/,
  ],
  [
    'a tensor in int8',
    { tensors: (all) => all.set('log_logit_scale', { dtype: 'I8', shape: [1], bytes: new Uint8Array(1) }) },
    'weights-mismatch',
    /found I8/,
  ],
  [
    'a head over the session',
    { tensors: (all) => all.set('heads.buys.weights', floats([1], [1])) },
    'weights-mismatch',
    /heads.buys.weights must be absent/,
  ],
  ['other items', { items: 'sku-1\nsku-2\n' }, 'weights-mismatch', /30 item ids .* found 2/],
  [
    'items in another order',
    { items: `sku-2\nsku-1\n${readFileSync(items, 'utf8').slice(12)}` },
    'weights-mismatch',
    /another order/,
  ],
  ['an id twice', { items: 'sku-1\nsku-1\n' }, 'data-invalid', /the id "sku-1" twice/],
  ['no description', { description: () => undefined }, 'data-invalid', /the field aisle in the metadata, found none/],
  ['a description that is not JSON', { description: () => '{' }, 'data-invalid', /expected JSON/],
  [
    'a later version',
    { description: (json) => json.replace('"formatVersion":1', '"formatVersion":2') },
    'data-invalid',
    /formatVersion must be 1, found 2/,
  ],
  [
    'no golden histories',
    { description: (json) => json.replace(/"golden":.*/, '"golden":[]}') },
    'data-invalid',
    /golden histories, found none/,
  ],
  [
    'a shorter ranking',
    { description: (json) => json.replace(/,\{"row":\d+,"score":[-\d.]+\}\]/, ']') },
    'data-invalid',
    /20 items for each golden history, found 19/,
  ],
  [
    'a row outside the items',
    { description: (json) => json.replace('"itemRow":9,', '"itemRow":31,') },
    'invalid-argument',
    /item row from 1 to 30, found 31/,
  ],
  ['another width', { description: (json) => json.replace('"width":8', '"width":9') }, 'config-invalid', /headCount/],
])('importNetwork refuses %s', async (_, changes, code, message) => {
  await expect(importChanged('refused', changes)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test('item ids may be in a Parquet file', async () => {
  const ids = path.join(folder, 'items.parquet');
  const out = path.join(files.folder, 'parquet');
  await importNetwork({ file, items: ids, out, name: 'elsewhere', seed: 1 }, SILENT, () => {});
  expect((await readRelease(out)).itemIds[29]).toBe('sku-30');
});

test('an exported network is imported with the same weights', async () => {
  await importChanged('first');
  const directory = path.join(files.folder, 'first');
  const out = path.join(files.folder, 'exported');
  await exportNetwork(directory, out, () => {});
  expect(readFileSync(path.join(out, 'items.txt'), 'utf8')).toBe(readFileSync(items, 'utf8'));
  const again = path.join(files.folder, 'again');
  await importNetwork(
    {
      file: path.join(out, 'network.safetensors'),
      items: path.join(out, 'items.txt'),
      out: again,
      name: 'again',
      seed: 1,
    },
    SILENT,
    () => {},
  );
  const [before, after] = [await readRelease(directory), await readRelease(again)];
  expect(after.values).toEqual(before.values);
  // The weights have the same files, because their names have hashes.
  expect(after.manifest.shards).toEqual(before.manifest.shards);
});

test('a file that does not exist is named', async () => {
  const options = { file: 'missing.safetensors', items, out: files.folder, name: 'a', seed: 1 };
  await expect(importNetwork(options, SILENT, () => {})).rejects.toMatchObject({ code: 'data-unreadable' });
});
