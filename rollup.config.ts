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
import { thirdPartyNotices } from './scripts/thirdPartyNotices.js';

const root = path.dirname(fileURLToPath(import.meta.url));
const packageFolder = (name: string) => path.join(root, 'packages', name);

const PUBLISHED = ['sdk', 'react', 'cli'];

const SOURCE_CONDITION = 'aisle-source';
const conditions = { exportConditions: [SOURCE_CONDITION] };

/** Dependencies that a package's users install stay imports; everything else is bundled in. */
function externals(name: string): (id: string) => boolean {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(
    readFileSync(path.join(packageFolder(name), 'package.json'), 'utf8'),
  );
  const names = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
  return (id) =>
    id.startsWith('node:') || names.some((dependency) => id === dependency || id.startsWith(`${dependency}/`));
}

/** Licences of what is bundled into each published package. */
const noticesOf = Object.fromEntries(
  PUBLISHED.map((name) => [
    name,
    thirdPartyNotices(path.join(packageFolder(name), 'dist'), path.join(root, 'scripts/licences')),
  ]),
);

/**
 * @param published the package that the files are part of
 * @param minify as a page gets it; libraries are minified by a shop's bundler
 * @param hoistFunctions writes functions first: where most of them are small, gzip packs them better together
 */
const scripts = (published: string, minify: boolean, browser = true, hoistFunctions = true): Plugin[] => [
  nodeResolve({ ...conditions, browser, preferBuiltins: !browser }),
  // Node branches inside browser libraries (the WASM loader's `require('fs')`) stay as they are: a browser never runs them.
  commonjs({ include: /node_modules/, ...(browser && { ignore: builtinModules }) }),
  // tsconfig.base.json: class fields are assigned, not defined, which makes the tag 150 bytes smaller.
  esbuild({
    target: 'es2022',
    minifyIdentifiers: minify,
    minifySyntax: minify,
    jsx: 'automatic',
    tsconfig: 'tsconfig.base.json',
    logOverride: { 'unsupported-require-call': 'silent' },
  }),
  ...noticesOf[published]!(),
  // Files 3 % smaller than esbuild's alone, and 2 % than its own alone: esbuild's names of private members repeat from class to class.
  ...(minify
    ? [
        terser({
          ecma: 2022,
          compress: { passes: 3, hoist_funs: hoistFunctions },
          format: { comments: /THIRD-PARTY-NOTICES/ },
        }),
      ]
    : []),
];

/**
 * What Rollup leaves out of the libraries that the product is built on, by the functions whose calls have no effect here.
 *
 * - idb adds shortcuts to databases and async iterators to cursors by `replaceTraps`; the store uses neither
 * - Comlink registers proxies to release what was collected as garbage; a worker is never released, and the registry's
 *   callback would evict a page from the back/forward cache (`wrapEngine`)
 * - Comlink calls `expose` for functions that are sent to the other side; a page sends the engine plain data only
 *
 * The tag is 1,120 bytes smaller, the worker 700.
 */
const PURE_IN_WORKER = [
  'replaceTraps',
  ...['FinalizationRegistry', 'registerProxy', 'unregisterProxy', 'releaseEndpoint', 'throwIfProxyReleased'],
];
const PURE_IN_WINDOW = [...PURE_IN_WORKER, 'expose'];

/** Types of entries, bundled like the scripts: private packages are bundled in, since nobody could install what the types import. */
function types(name: string, input: RollupOptions['input'], output: OutputOptions): RollupOptions {
  const includeExternal = readdirSync(path.join(root, 'packages'))
    .map((folder) => `@aisle/${folder}`)
    .filter((id) => !externals(name)(id));
  const tsconfig = path.join(packageFolder(name), 'tsconfig.json');
  return {
    input,
    external: externals(name),
    plugins: [dts({ tsconfig, includeExternal, compilerOptions: { noEmit: false, preserveSymlinks: false } })],
    output: { ...output, format: 'es' },
  };
}

const filesIn = (folder: string) => readdirSync(folder).map((file) => path.join(folder, file));

/** The SDK in one file; the tracker alone, the fake for a shop's tests, and each plugin, an entry of its own. */
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
        entryFileNames: 'index.js',
        // They run code when they are loaded. In files of their own, a shop's bundler drops them with what it does not use.
        manualChunks: (id) => /\/node_modules\/(idb|comlink)\//.exec(id)?.[1],
        chunkFileNames: 'libraries/[name].js',
      },
    },
    {
      input,
      plugins: scripts('sdk', false),
      output: { dir: path.join(sdkDist, 'plugins'), format: 'es', sourcemap: true, chunkFileNames: 'shared/[name].js' },
    },
    // Together, so that what one entry gives fits where another takes it.
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

/** Rollup drops a directive that stands in a source, so that the hooks' is put in front again. */
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

/** The same for script tags: `aisle-ga4.js` beside `aisle.js`. */
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

/** The stub is pasted into pages as it is. What an earlier build wrote goes: it would be published. */
function cleanAndCopyStub(): Plugin {
  return {
    name: 'clean-and-copy-stub',
    buildStart: () =>
      PUBLISHED.forEach((name) => rmSync(path.join(packageFolder(name), 'dist'), { recursive: true, force: true })),
    writeBundle: () => cpSync(path.join(packageFolder('sdk'), 'src/stub.js'), path.join(sdkDist, 'stub.js')),
  };
}

const integrityOf = (file: string) => `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}`;

/** Binds the tag to the worker file that was built before it. In the source, whose lines stay as its map has them. */
function bindWorker(): Plugin {
  return {
    name: 'bind-worker',
    transform: (code, id) => {
      if (!id.endsWith('scriptTag.ts')) return null;
      return {
        code: code.replace(/(?<=: )WORKER_INTEGRITY/, () =>
          JSON.stringify(integrityOf(path.join(sdkDist, 'aisle-worker.js'))),
        ),
        map: null,
      };
    },
  };
}

/** Lists, for the `integrity` attribute, the hash of each script that a page names; the worker's chunks are named by the worker. */
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
    // Hoisting makes the tag 90 bytes smaller, and the worker 50 larger.
    plugins: [...scripts('sdk', true, true, false), cleanAndCopyStub()],
    treeshake: { manualPureFunctions: PURE_IN_WORKER },
    output: {
      dir: sdkDist,
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].[hash].js',
      hashCharacters: 'hex',
    },
    onwarn(warning, warn) {
      // tfjs-core's modules import each other in circles, and its Node platform asks for modules that a browser has not.
      if (warning.code === 'CIRCULAR_DEPENDENCY' || warning.code === 'EVAL') return;
      warn(warning);
    },
  },
  {
    input: path.join(packageFolder('sdk'), 'src/scriptTag.ts'),
    plugins: [bindWorker(), ...scripts('sdk', true), listIntegrity()],
    output: { file: path.join(sdkDist, 'aisle.js'), format: 'iife', sourcemap: true },
  },
  // Inlined into a page's head as the stub is, so without a line that asks for its map.
  ...Object.entries({ 'stub-first-paint': 'stubFirstPaint', 'first-paint-style': 'firstPaintStyle' }).map(
    ([name, source]): RollupOptions => ({
      input: path.join(packageFolder('sdk'), `src/${source}.ts`),
      plugins: scripts('sdk', true),
      output: { file: path.join(sdkDist, `${name}.js`), format: 'iife', strict: false },
    }),
  ),
  ...sdkEntries(),
  ...tagPlugins(),
  ...reactLibrary(),
  {
    input: path.join(packageFolder('cli'), 'src/main.ts'),
    external: externals('cli'),
    plugins: scripts('cli', false, false),
    output: {
      dir: path.join(packageFolder('cli'), 'dist'),
      format: 'es',
      sourcemap: true,
      entryFileNames: 'aisle.js',
      chunkFileNames: 'chunks/[name].[hash].js',
    },
  },
];

export default config.map((options) => ({ treeshake: { manualPureFunctions: PURE_IN_WINDOW }, ...options }));
