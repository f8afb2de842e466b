import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { moduleReferences } from './moduleNames.js';

const root = fileURLToPath(new URL('../../packages/', import.meta.url));

interface Import {
  /** Path below packages/, such as 'sdk/src/aisle.ts'. */
  readonly file: string;
  /** The package that the file is part of, such as 'sdk'. */
  readonly from: string;
  /** The package that is imported, such as '@aisle/core' or 'react'; the file itself for a relative import. */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly inTest: boolean;
}

/** Tests, and what only tests import. */
const IS_TEST = /\.test\.tsx?$|\/testing\//;

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function importsOf(file: string): Import[] {
  return moduleReferences(file, readFileSync(root + file, 'utf8')).map(({ specifier, typeOnly }) => ({
    file,
    from: file.split('/')[0]!,
    to: specifier.startsWith('.') ? join(dirname(file), specifier).replace(/\.js$/, '') : specifier.startsWith('node:') ? specifier : packageOf(specifier),
    typeOnly,
    inTest: IS_TEST.test(file),
  }));
}

const packages = readdirSync(root).filter((name) => existsSync(join(root, name, 'package.json'))).sort();
const files = packages.flatMap((name) =>
  readdirSync(join(root, name, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
);
const imports = files.flatMap(importsOf);
const shipped = imports.filter(({ inTest }) => !inTest);

/** 'file → package' for each import of the shipped code that `breaks` the rule. */
const violations = (breaks: (found: Import) => boolean) => shipped.filter(breaks).map(({ file, to }) => `${file} → ${to}`);

/** What each package's shipped code may import by name, types included. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  store: ['@aisle/core'],
  tracker: ['@aisle/core', '@aisle/store'],
  model: ['@aisle/core', '@tensorflow/tfjs-core'],
  weights: ['@aisle/core', '@aisle/model', '@noble/ed25519'],
  worker: ['@aisle/core', '@aisle/model', '@aisle/store', '@aisle/weights', 'comlink', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu'],
  sdk: ['@aisle/core', '@aisle/store', '@aisle/tracker', '@aisle/worker'],
  react: ['@aisle/sdk', 'react'],
  harness: ['@aisle/core', 'playwright'],
  cli: ['@aisle/core', '@aisle/harness', '@aisle/model', '@aisle/sdk', '@aisle/weights', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-core', 'csv-parse', 'playwright'],
};
const RUNS_IN_NODE = ['cli', 'harness'];

describe('imports between packages', () => {
  test('every package is known here, and every import was read', () => {
    expect(packages).toEqual(Object.keys(MAY_IMPORT).sort());
    expect(imports.filter(({ to }) => to === '(computed)').map(({ file }) => file)).toEqual([]);
    expect(shipped.length).toBeGreaterThan(packages.length * 5);
  });

  test.each(packages)('%s imports what it may, and nothing else', (name) => {
    const allowed = [...MAY_IMPORT[name]!, ...(RUNS_IN_NODE.includes(name) ? ['node:'] : [])];
    const isOwn = (to: string) => to.startsWith(`${name}/src/`);
    expect(violations(({ from, to }) => from === name && !isOwn(to) && !allowed.some((other) => to === other || (other === 'node:' && to.startsWith(other))))).toEqual([]);
  });

  test('only store touches IndexedDB, nothing imports cli', () => {
    const touching = files.filter((file) => !file.includes('.test.') && /\bindexedDB\b/.test(readFileSync(`${root}/${file}`, 'utf8')));
    expect(touching).toEqual(['store/src/connection.ts', 'store/src/eventStore.ts']);
    expect(imports.filter(({ from, to }) => to === '@aisle/cli' || (to.startsWith('cli/') && from !== 'cli'))).toEqual([]);
  });

  test("tfjs's backends are imported by the worker's engine alone, WebAssembly by cli too", () => {
    expect(
      violations(({ from, file, to }) => to.startsWith('@tensorflow/tfjs-backend') && !file.startsWith('worker/src/engine/webgpu/') && !(from === 'cli' && to.endsWith('wasm'))),
    ).toEqual([]);
  });

  test('outside train/, model imports nothing of tfjs but types', () => {
    expect(violations(({ from, file, to, typeOnly }) => from === 'model' && to.startsWith('@tensorflow/') && !typeOnly && !file.startsWith('model/src/train/'))).toEqual([]);
  });

  test('tracker, sdk and react import no model, no weights and no tfjs, not even as types', () => {
    expect(violations(({ from, to }) => ['tracker', 'sdk', 'react'].includes(from) && /^(@tensorflow\/|@aisle\/(model|weights)$)/.test(to))).toEqual([]);
  });

  test('no package imports itself by way of others', () => {
    const reachable = (from: string, seen = new Set<string>()): Set<string> => {
      for (const { to } of shipped.filter((found) => found.from === from && found.to.startsWith('@aisle/'))) {
        const next = to.slice('@aisle/'.length);
        if (!seen.has(next)) reachable(next, seen.add(next));
      }
      return seen;
    };
    expect(packages.filter((name) => reachable(name).has(name))).toEqual([]);
  });
});

describe('the line between window and worker', () => {
  const sideOf = (path: string) => (path.startsWith('worker/src/engine/') ? 'engine' : path.startsWith('worker/src/client/') ? 'client' : undefined);

  test('nothing but types crosses it', () => {
    expect(violations(({ file, to, typeOnly }) => !typeOnly && sideOf(file) !== undefined && sideOf(to) !== undefined && sideOf(file) !== sideOf(to))).toEqual([]);
  });

  test('the client imports no tensor library, model or weights by way of other files', () => {
    const loads = (file: string, seen = new Set<string>()): Set<string> => {
      for (const { to } of shipped.filter((found) => !found.typeOnly && found.file.replace(/\.tsx?$/, '') === file)) {
        if (seen.has(to)) continue;
        seen.add(to);
        if (to.startsWith('worker/src/')) loads(to, seen);
      }
      return seen;
    };
    expect([...loads('worker/src/client/index')].sort()).toEqual([
      '@aisle/core', 'comlink', 'worker/src/client/engineClient', 'worker/src/client/within', 'worker/src/client/workerInstance', 'worker/src/client/wrapEngine', 'worker/src/protocol', 'worker/src/thrownErrors',
    ]);
  });
});

describe('package.json', () => {
  interface Declared {
    readonly dependencies?: Record<string, string>;
    readonly devDependencies?: Record<string, string>;
    readonly peerDependencies?: Record<string, string>;
  }
  const declared = (name: string) => JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8')) as Declared;
  const named = (name: string, inTests: boolean) => {
    const own = (inTests ? imports : shipped).filter(({ from, to }) => from === name && !/^(node:|[a-z]+\/src\/)/.test(to));
    return [...new Set(own.map(({ to }) => to))].sort();
  };

  test.each(packages)('%s declares the workspace packages that it imports, and no others', (name) => {
    const { dependencies, devDependencies, peerDependencies } = declared(name);
    const all = new Set(Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }).filter((other) => other.startsWith('@aisle/')));
    expect([...all].sort()).toEqual(named(name, true).filter((other) => other.startsWith('@aisle/')));
  });

  test.each(packages)('%s declares the other packages that its shipped code imports', (name) => {
    const { dependencies, peerDependencies } = declared(name);
    const missing = named(name, false).filter((other) => !other.startsWith('@aisle/') && !(other in { ...dependencies, ...peerDependencies }));
    expect(missing).toEqual([]);
  });

  test.each(['sdk', 'react', 'cli'])('published %s depends on no private package', (name) => {
    const { dependencies, peerDependencies } = declared(name);
    expect(Object.keys({ ...dependencies, ...peerDependencies }).filter((other) => /^@aisle\/(?!sdk$)/.test(other))).toEqual([]);
  });
});
