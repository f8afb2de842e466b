import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packPackages, PUBLISHED, type PackedPackage, type PublishedName } from '../kit/packPackages.js';

let directory: string;
let packed: Record<PublishedName, PackedPackage>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-published-'));
  packed = await packPackages(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A copy of its own buffer, which both readers want. */
const bytesOf = async ({ tarball }: PackedPackage) => Uint8Array.from(await readFile(tarball));

describe.each(PUBLISHED)('the tarball of %s', (name) => {
  test('holds the build, its manifest, README and licence, and nothing else', () => {
    const { files } = packed[name];
    expect(files.filter((path) => !path.startsWith('dist/'))).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => path.startsWith('dist/') && !/\.(js|js\.map|d\.ts)$|^dist\/integrity\.json$/.test(path))).toEqual([]);
  });

  test('names nothing that this repository alone can resolve', async () => {
    const manifest = createPackageFromTarballData(await bytesOf(packed[name])).readFile(`/node_modules/${name}/package.json`);
    expect(manifest.match(/aisle-source|workspace:|devDependencies|@aisle\/(?!sdk|react|cli)\w+/g) ?? []).toEqual([]);
  });

  test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: (await bytesOf(packed[name])).buffer } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('has types for every entry, as ES modules: resolved by Node 16 rules and by bundlers', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(await bytesOf(packed[name])));
    if (name === '@aisle/cli') return expect(analysis.types).toBe(false);
    if (!analysis.types) throw new Error('no types were found');
    // Packages are ES modules only: `require` and resolution older than `exports` are not looked at.
    expect((['node16-esm', 'bundler'] as const).flatMap((resolutionKind) => filterProblems(analysis, { resolutionKind }))).toEqual([]);
  });
});
