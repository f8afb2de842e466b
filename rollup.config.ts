import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import type { OutputOptions, Plugin, RollupOptions } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import { INTERNAL_MEMBERS } from './scripts/internalMembers.js';
import { INTERNAL_WORKER_MEMBERS } from './scripts/internalWorkerMembers.js';
import { thirdPartyNotices } from './scripts/thirdPartyNotices.js';
import { withoutUnusedParts } from './scripts/withoutUnusedParts.js';

const root = path.dirname(fileURLToPath(import.meta.url));
const packageFolder = (name: string) => path.join(root, 'packages', name);

const PUBLISHED = ['sdk', 'react', 'cli'];

const SOURCE_CONDITION = 'aisle-source';
const conditions = { exportConditions: [SOURCE_CONDITION] };

/** Dependencies that users install stay imports; everything else is bundled. */
function externals(name: string): (id: string) => boolean {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(
    readFileSync(path.join(packageFolder(name), 'package.json'), 'utf8'),
  );
  const names = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
  return (id) =>
    id.startsWith('node:') || names.some((dependency) => id === dependency || id.startsWith(`${dependency}/`));
}

/** Licences of the code that is bundled into each published package. */
const noticesOf = Object.fromEntries(
  PUBLISHED.map((name) => [
    name,
    thirdPartyNotices(path.join(packageFolder(name), 'dist'), path.join(root, 'scripts/licences')),
  ]),
);

/**
 * @param published The package of the files.
 * @param minify For files that a page loads. A shop's bundler minifies libraries.
 * @param options.hoistFunctions Moves functions to the start. Gzip compresses many small functions better together.
 * @param options.shortenedMembers Names of properties and methods that get shorter names.
 */
const scripts = (
  published: string,
  minify: boolean,
  { browser = true, hoistFunctions = true, shortenedMembers = [] as readonly string[] } = {},
): Plugin[] => [
  nodeResolve({ ...conditions, browser, preferBuiltins: !browser }),
  withoutUnusedParts(),
  // Node branches in browser libraries, such as `require('fs')` of the WASM loader, stay: a browser never runs them.
  commonjs({ include: /node_modules/, ...(browser && { ignore: builtinModules }) }),
  // tsconfig.base.json assigns class fields instead of defining them, which saves 150 bytes in the tag.
  esbuild({
    target: 'es2022',
    minifyIdentifiers: minify,
    minifySyntax: minify,
    jsx: 'automatic',
    tsconfig: 'tsconfig.base.json',
    logOverride: { 'unsupported-require-call': 'silent' },
  }),
  ...noticesOf[published]!(),
  // Both minifiers save 3 % over esbuild alone and 2 % over terser alone. esbuild reuses names of private members.
  ...(minify
    ? [
        terser({
          ecma: 2022,
          compress: { passes: 3, hoist_funs: hoistFunctions },
          ...(shortenedMembers.length > 0 && {
            mangle: { properties: { regex: new RegExp(`^(${shortenedMembers.join('|')})$`) } },
          }),
          format: { comments: /THIRD-PARTY-NOTICES/ },
        }),
      ]
    : []),
];

/**
 * Functions of libraries whose calls Rollup removes, because they have no effect in Aisle.
 *
 * - idb: `replaceTraps` adds shortcuts to databases and async iterators to cursors. The store uses neither.
 * - Comlink: It registers proxies with a FinalizationRegistry. A worker is never released, and the registry's callback
 *   would evict a page from the back/forward cache. See `wrapEngine`.
 */
const manualPureFunctions = ['replaceTraps', 'FinalizationRegistry', 'registerProxy', 'throwIfProxyReleased'];

/**
 * Binds the browser's own Promise, which async functions return. Old pages replace the global by a version that settles
 * late, or never. By then, a transaction of IndexedDB has ended.
 */
const NATIVE_PROMISE = 'const Promise = (async () => {})().constructor;';

/** Bundles the types of entries. Types of private packages are included, because users cannot install those packages. */
function types(
  name: string,
  input: RollupOptions['input'],
  output: OutputOptions,
  tsconfig = path.join(packageFolder(name), 'tsconfig.json'),
): RollupOptions {
  const includeExternal = readdirSync(path.join(root, 'packages'))
    .map((folder) => `@aisle/${folder}`)
    .filter((id) => !externals(name)(id));
  return {
    input,
    external: externals(name),
    plugins: [dts({ tsconfig, includeExternal, compilerOptions: { noEmit: false, preserveSymlinks: false } })],
    output: { ...output, format: 'es' },
  };
}

const filesIn = (folder: string) => readdirSync(folder).map((file) => path.join(folder, file));

/** The SDK's index, and separate entries for the tracker, the fake for tests, and each plugin. */
function sdkEntries(): RollupOptions[] {
  const source = (name: string) => path.join(packageFolder('sdk'), `src/${name}.ts`);
  const entries = [source('tracker'), source('testing'), ...filesIn(path.join(packageFolder('sdk'), 'src/plugins'))];
  const input = Object.fromEntries(entries.map((file) => [path.basename(file, '.ts'), file]));
  return [
    {
      input: source('index'),
      plugins: scripts('sdk', false),
      output: {
        dir: sdkDist,
        format: 'es',
        sourcemap: true,
        intro: NATIVE_PROMISE,
        entryFileNames: 'index.js',
        // These libraries run code on load. As separate files, a shop's bundler can drop them if they are not used.
        manualChunks: (id) => /\/node_modules\/(idb|comlink)\//.exec(id)?.[1],
        chunkFileNames: 'libraries/[name].js',
      },
    },
    {
      input,
      plugins: [insertFirstPaint(), ...scripts('sdk', false)],
      output: {
        dir: path.join(sdkDist, 'plugins'),
        format: 'es',
        sourcemap: true,
        intro: ({ name }) => (name === 'tracker' || name === 'testing' ? NATIVE_PROMISE : ''),
        chunkFileNames: 'shared/[name].js',
      },
      // The entry `global` has types only.
      onwarn: (warning, warn) => warning.code === 'EMPTY_BUNDLE' || warn(warning),
    },
    // Bundled together, so that entries share types.
    types(
      'sdk',
      { index: source('index'), ...input },
      {
        dir: sdkDist,
        entryFileNames: ({ name }) => (name === 'index' ? 'index.d.ts' : 'plugins/[name].d.ts'),
        chunkFileNames: 'plugins/shared/[name].d.ts',
      },
    ),
  ];
}

/** The SDK's entries for build tools, which run in Node. */
function buildToolEntries(): RollupOptions[] {
  const folder = path.join(packageFolder('sdk'), 'src/node');
  const dir = path.join(sdkDist, 'node');
  const input = { assets: path.join(folder, 'assets.ts'), vite: path.join(folder, 'vite.ts') };
  return [
    {
      input,
      external: externals('sdk'),
      plugins: scripts('sdk', false, { browser: false }),
      output: { dir, format: 'es', sourcemap: true, chunkFileNames: 'shared/[name].js' },
    },
    types('sdk', input, { dir, chunkFileNames: 'shared/[name].d.ts' }, path.join(folder, 'tsconfig.json')),
  ];
}

/** The banner restores the `'use client'` directive, which Rollup removes. */
function reactLibrary(): RollupOptions[] {
  const input = path.join(packageFolder('react'), 'src/index.ts');
  const dist = path.join(packageFolder('react'), 'dist');
  return [
    {
      input,
      external: externals('react'),
      plugins: scripts('react', false),
      output: { file: path.join(dist, 'index.js'), format: 'es', sourcemap: true, banner: "'use client';" },
    },
    types('react', input, { file: path.join(dist, 'index.d.ts') }),
  ];
}

/** Plugins for script tags, such as `aisle-ga4.js`. */
function tagPlugins(): RollupOptions[] {
  return filesIn(path.join(packageFolder('sdk'), 'src/tagPlugins'))
    .filter((file) => !file.endsWith('addToTag.ts'))
    .map((file) => ({
      input: file,
      plugins: [...scripts('sdk', true), listIntegrity()],
      output: { file: path.join(sdkDist, `aisle-${path.basename(file, '.ts')}.js`), format: 'iife', sourcemap: true },
    }));
}

const sdkDist = path.join(packageFolder('sdk'), 'dist');

/** Deletes files of earlier builds, which would be published, and copies the stub, which pages inline unchanged. */
function cleanAndCopyStub(): Plugin {
  return {
    name: 'clean-and-copy-stub',
    buildStart: () =>
      PUBLISHED.forEach((name) => rmSync(path.join(packageFolder(name), 'dist'), { recursive: true, force: true })),
    writeBundle: () => {
      cpSync(path.join(packageFolder('sdk'), 'src/stub.js'), path.join(sdkDist, 'stub.js'));
      // Types of the worker's export, which has no names. Bundlers use its URL.
      writeFileSync(path.join(sdkDist, 'script.d.ts'), 'export {};\n');
    },
  };
}

const integrityOf = (file: string) => `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}`;

/** Inserts the hash of the worker file, which was built before, into the tag's source. Line numbers do not change. */
function bindWorker(): Plugin {
  return {
    name: 'bind-worker',
    transform: (code, id) => {
      if (!id.endsWith('scriptTag.ts')) return null;
      return {
        code: code.replace(/WORKER_INTEGRITY(?!:)/, () =>
          JSON.stringify(integrityOf(path.join(sdkDist, 'aisle-worker.js'))),
        ),
        map: null,
      };
    },
  };
}

/** Inserts the scripts for a page's head, which were built before, into the entry that exports them as texts. */
function insertFirstPaint(): Plugin {
  const sourceOf = (name: string) => JSON.stringify(readFileSync(path.join(sdkDist, `${name}.js`), 'utf8').trim());
  return {
    name: 'insert-first-paint',
    transform: (code, id) => {
      if (!id.endsWith('plugins/first-paint.ts')) return null;
      return {
        code: code
          .replace(/(?<== )FIRST_PAINT_STYLE/, () => sourceOf('first-paint-style'))
          .replace(/(?<== )STUB_FIRST_PAINT/, () => sourceOf('stub-first-paint')),
        map: null,
      };
    },
  };
}

/** Lists the hash of each script of a page, for the `integrity` attribute. The worker's chunks are not included. */
function listIntegrity(): Plugin {
  return {
    name: 'list-integrity',
    writeBundle: () => {
      const scripts = readdirSync(sdkDist)
        .filter((name) => /^aisle.*\.js$/.test(name))
        .sort();
      const hashes = Object.fromEntries(scripts.map((name) => [name, integrityOf(path.join(sdkDist, name))]));
      writeFileSync(path.join(sdkDist, 'integrity.json'), `${JSON.stringify(hashes, null, 2)}\n`);
    },
  };
}

const config: RollupOptions[] = [
  {
    input: { 'aisle-worker': path.join(packageFolder('worker'), 'src/engine/entry.ts') },
    // Hoisting saves 90 bytes in the tag, but adds 50 to the worker.
    plugins: [
      ...scripts('sdk', true, { hoistFunctions: false, shortenedMembers: INTERNAL_WORKER_MEMBERS }),
      cleanAndCopyStub(),
    ],
    output: {
      dir: sdkDist,
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].[hash].js',
      hashCharacters: 'hex',
    },
    onwarn(warning, warn) {
      // tfjs-core has circular imports, and its Node platform uses `eval` for modules that browsers lack.
      if (warning.code === 'CIRCULAR_DEPENDENCY' || warning.code === 'EVAL') return;
      warn(warning);
    },
  },
  {
    input: path.join(packageFolder('sdk'), 'src/scriptTag.ts'),
    plugins: [bindWorker(), ...scripts('sdk', true, { shortenedMembers: INTERNAL_MEMBERS }), listIntegrity()],
    output: { file: path.join(sdkDist, 'aisle.js'), format: 'iife', sourcemap: true, intro: NATIVE_PROMISE },
  },
  // Inlined into a page's head, so without a source map.
  ...Object.entries({ 'stub-first-paint': 'stubFirstPaint', 'first-paint-style': 'firstPaintStyle' }).map(
    ([name, source]): RollupOptions => ({
      input: path.join(packageFolder('sdk'), `src/${source}.ts`),
      plugins: scripts('sdk', true),
      output: { file: path.join(sdkDist, `${name}.js`), format: 'iife', strict: false },
    }),
  ),
  ...sdkEntries(),
  ...buildToolEntries(),
  ...tagPlugins(),
  ...reactLibrary(),
  {
    input: path.join(packageFolder('cli'), 'src/main.ts'),
    external: externals('cli'),
    plugins: scripts('cli', false, { browser: false }),
    output: {
      dir: path.join(packageFolder('cli'), 'dist'),
      format: 'es',
      sourcemap: true,
      entryFileNames: 'aisle.js',
      chunkFileNames: 'chunks/[name].[hash].js',
    },
  },
];

export default config.map((options) => ({ treeshake: { manualPureFunctions }, ...options }));
