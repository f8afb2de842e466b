import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SUITES, suitesOf } from './changedTests.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const foldersIn = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

test('a source selects the suites of its package', () => {
  expect(suitesOf(['packages/react/src/useAisle.ts', 'README.md'])).toEqual([
    'contract',
    'field',
    'react',
    'structure',
  ]);
});

test('suites of several packages are listed once', () => {
  expect(suitesOf(['packages/store/src/a.ts', 'packages/store/src/b.ts', 'examples/shop/build.ts'])).toEqual([
    'consent',
    'decisions',
    'egress',
    'field',
    'shops',
    'store',
    'structure',
  ]);
});

test('unit tests and documents select no suite', () => {
  expect(suitesOf(['packages/store/src/a.test.ts', 'docs/errors.md', 'packages/storefront.md'])).toEqual([]);
});

test('every package has suites', () => {
  const packages = foldersIn('packages').map((name) => `packages/${name}`);
  expect(Object.keys(SUITES)).toEqual(expect.arrayContaining(packages));
});

test('every suite exists and guards a package', () => {
  const suites = [...new Set([...Object.values(SUITES).flat(), 'structure'])];
  // The rest are helpers, and suites with separate commands.
  const others = ['browsers', 'examples', 'fixtures', 'kit', 'long'];
  expect(suites.filter((suite) => !existsSync(join(root, 'test', suite)))).toEqual([]);
  expect(foldersIn('test').filter((folder) => !suites.includes(folder))).toEqual(others);
});
