import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ModelConfig, parameterSpecs, rankingHead } from '@aisle/model';
import { packRelease, quantizeModel } from '@aisle/weights/write';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareFolder, readRelease, writeAtomically, writeRelease } from './releaseFiles.js';

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 2,
  width: 2,
  layerCount: 1,
  headCount: 1,
  feedForwardWidth: 2,
  windowLength: 2,
  heads: [rankingHead('next-item')],
};
const unquantised = new Map(
  parameterSpecs(config).map(({ name, shape }, i) => [
    name,
    new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(i + 0.1),
  ]),
);
const { values } = quantizeModel({ config, values: unquantised });

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'aisle-release-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = async () =>
  writeRelease(
    folder,
    await packRelease({ config, values }, ['A', 'B'], [], { name: 'r', createdAt: '2026-01-02T03:04:05Z' }),
  );
const fileNamed = (start: string) => path.join(folder, readdirSync(folder).find((name) => name.startsWith(start))!);

function alterManifest(change: (manifest: { shards: { bytes: number; sha256: string }[] }) => void): void {
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
}

test('a folder that cannot be written into is refused, with the option', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  await expect(prepareFolder(path.join(file, 'release'))).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/^Asked to write into .+, which is not possible: .+ Give --out a folder/),
  });
  await prepareFolder(path.join(folder, 'new/release'));
  expect(existsSync(path.join(folder, 'new/release'))).toBe(true);
});

test('readRelease returns the written release', async () => {
  await write();
  const release = await readRelease(folder);
  expect(release.itemIds).toEqual(['A', 'B']);
  expect(release.manifest.config).toEqual(config);
  for (const [name, array] of values) expect(release.values.get(name)).toEqual(array);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

describe('errors', () => {
  beforeEach(write);

  test('a missing folder', async () => {
    const directory = path.join(folder, 'none');
    const error = await readRelease(directory).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'data-unreadable', details: { directory, name: 'manifest.json' } });
    expect(error.message).toMatch(
      /^Asked for the release in .*none, but manifest\.json cannot be read: ENOENT.*Give --model a release folder\.$/,
    );
  });

  test.each(['items.', 'encoder.', 'item-ids.'])('a missing file: %s', async (start) => {
    const name = path.basename(fileNamed(start));
    rmSync(fileNamed(start));
    await expect(readRelease(folder)).rejects.toMatchObject({
      code: 'data-unreadable',
      details: { directory: folder, name },
    });
  });

  test('golden vectors are not required', async () => {
    rmSync(fileNamed('golden.'));
    await expect(readRelease(folder)).resolves.toBeDefined();
  });

  test.each(['items.', 'encoder.', 'item-ids.'])('a changed bit: %s', async (start) => {
    const file = fileNamed(start);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    const error = await readRelease(folder).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'shard-corrupt', details: { file } });
    expect(error.message).toMatch(
      /: expected \d+ bytes with SHA-256 [0-9a-f]{64}, found \d+ bytes with SHA-256 [0-9a-f]{64}\. Restore the folder, or train again\.$/,
    );
  });

  test('a truncated file', async () => {
    const file = fileNamed('encoder.');
    writeFileSync(file, readFileSync(file).subarray(0, -4));
    await expect(readRelease(folder)).rejects.toMatchObject({ code: 'shard-corrupt' });
  });

  test('a manifest with another size', async () => {
    alterManifest(({ shards }) => (shards[1]!.bytes += 4));
    await expect(readRelease(folder)).rejects.toMatchObject({ code: 'shard-corrupt' });
  });

  test('a manifest that is not JSON', async () => {
    writeFileSync(path.join(folder, 'manifest.json'), '<!doctype html>');
    const error = await readRelease(folder).catch((thrown) => thrown);
    expect([error.code, error.message]).toEqual([
      'manifest-invalid',
      `${path.join(folder, 'manifest.json')}: expected JSON, found "<!doctype html>". Restore the folder, or train again.`,
    ]);
  });

  test('a manifest with an invalid field', async () => {
    alterManifest(({ shards }) => (shards[0]!.sha256 = 'x'));
    await expect(readRelease(folder)).rejects.toMatchObject({
      code: 'manifest-invalid',
      details: { field: 'shards[0].sha256' },
    });
  });
});

describe('writeAtomically', () => {
  test('creates folders, replaces content, leaves no .part file', async () => {
    const file = path.join(folder, 'a', 'b', 'c.txt');
    await writeAtomically(file, 'one');
    await writeAtomically(file, new Uint8Array([116, 119, 111]));
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(existsSync(`${file}.part`)).toBe(false);
  });
});
