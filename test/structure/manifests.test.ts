import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PACKAGES, SOURCE_FILES } from './productFiles.js';

type Dependencies = Readonly<Record<string, string>>;
interface Manifest {
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
}
const manifestOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../packages/${name}/package.json`, import.meta.url), 'utf8')) as Manifest;
const declaredBy = (name: string): string[] => {
  const { dependencies, devDependencies, peerDependencies } = manifestOf(name);
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
    .filter((other) => other.startsWith('@aisle/'))
    .sort();
};

/** Workspace packages that the sources and tests of a package import or resolve. */
const importedBy = (name: string): string[] => {
  const texts = SOURCE_FILES.filter(({ packageName }) => packageName === name).map(({ text }) => text);
  const named = texts.flatMap((text) =>
    [...text.matchAll(/(?:\bfrom |\bimport |\bimport\(|\bresolve\()'(@aisle\/[a-z]+)/g)].map((match) => match[1]!),
  );
  return [...new Set(named)].sort();
};

test.each(PACKAGES)('%s declares exactly the workspace packages that it imports', (name) => {
  expect(declaredBy(name)).toEqual(importedBy(name));
});

test('no package depends on itself indirectly', () => {
  const reached = (name: string, seen = new Set<string>()): Set<string> => {
    for (const other of declaredBy(name).filter((dependency) => !seen.has(dependency)))
      reached(other.slice('@aisle/'.length), seen.add(other));
    return seen;
  };
  expect(PACKAGES.filter((name) => reached(name).has(`@aisle/${name}`))).toEqual([]);
  expect(reached('react')).toContain('@aisle/core');
});

test.each(['sdk', 'react', 'cli'])('published %s depends on no private package', (name) => {
  const { dependencies, peerDependencies } = manifestOf(name);
  expect(
    Object.keys({ ...dependencies, ...peerDependencies }).filter((other) => /^@aisle\/(?!sdk$)/.test(other)),
  ).toEqual([]);
});
