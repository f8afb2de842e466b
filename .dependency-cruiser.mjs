/**
 * Rules for imports, from ARCHITECTURE.md. `pnpm imports` and `pnpm test` check them. Type imports count unless a rule
 * excludes them.
 */

/** Tests and test helpers. The SDK's `testing` is an entry for shops. */
const TEST_ONLY = '\\.test\\.tsx?$|^packages/(?!sdk/).*/testing/';
/** Imports that the build removes: `import type`, and `import('…')` as a type. */
const TYPES = ['type-only', 'type-import'];

/**
 * The imports that each package's product code may use. A package lists only packages above it. Workspace packages
 * resolve to their sources, npm packages to node_modules.
 */
const MAY_IMPORT = {
  core: [],
  store: ['@aisle/core', 'idb', '@noble/ciphers'],
  tracker: ['@aisle/core', '@aisle/store'],
  model: ['@aisle/core', '@tensorflow/tfjs-core'],
  decisions: ['@aisle/core'],
  weights: ['@aisle/core', '@aisle/model', '@noble/ed25519'],
  worker: [
    '@aisle/core',
    '@aisle/store',
    '@aisle/model',
    '@aisle/decisions',
    '@aisle/weights',
    'comlink',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-webgpu',
  ],
  sdk: ['@aisle/core', '@aisle/decisions', '@aisle/store', '@aisle/tracker', '@aisle/worker'],
  react: ['@aisle/sdk', 'react'],
  harness: ['@aisle/core', 'chrome-launcher', 'playwright', 'selenium-webdriver', 'sirv'],
  cli: [
    '@aisle/core',
    '@aisle/model',
    '@aisle/decisions',
    '@aisle/weights',
    '@aisle/sdk',
    '@aisle/harness',
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-wasm',
    'csv-parse',
    'hyparquet',
    'hyparquet-compressors',
    'playwright',
    'valibot',
  ],
};
const RUNS_IN_NODE = ['harness', 'cli'];
/** The SDK's entries for build tools. */
const BUILD_TOOLS = '^packages/sdk/src/node/';

const sourcesOf = (name) => `^packages/${name}/src/`;
/** The path that an import of the npm package `name` resolves to. */
const npm = (name) => `node_modules/(@types/)?${name}/`;
const target = (name) => (name.startsWith('@aisle/') ? sourcesOf(name.slice('@aisle/'.length)) : npm(name));

/** One rule for each package, so that a violation reports the package. */
const packageRules = Object.entries(MAY_IMPORT).map(([name, others]) => ({
  name: `imports-of-${name}`,
  comment: `Each package has one job and one environment. MAY_IMPORT lists the imports of ${name}.`,
  severity: 'error',
  from: { path: sourcesOf(name), pathNot: [TEST_ONLY, BUILD_TOOLS] },
  to: {
    pathNot: [`@aisle/${name}`, ...others].map(target),
    ...(RUNS_IN_NODE.includes(name) && { dependencyTypesNot: ['core'] }),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files with circular imports, types included, cannot be read, tested or moved separately.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be resolved escapes all other rules.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'known-package',
      comment: 'A new package needs a line in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: Object.keys(MAY_IMPORT).map(sourcesOf) },
      to: {},
    },
    ...packageRules,
    {
      name: 'build-tools-alone',
      comment: 'The entries for build tools run in Node, and a page loads none of them.',
      severity: 'error',
      from: { path: BUILD_TOOLS, pathNot: TEST_ONLY },
      to: { pathNot: [BUILD_TOOLS, sourcesOf('core')], dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-build-tools-in-pages',
      comment: 'What a page loads cannot use Node.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [BUILD_TOOLS, '^packages/cli/'] },
      to: { path: BUILD_TOOLS },
    },
    {
      name: 'no-test-code-in-product',
      comment: 'Test helpers may use undeclared dependencies and are not published.',
      severity: 'error',
      from: { path: '^packages/', pathNot: TEST_ONLY },
      to: { path: TEST_ONLY },
    },
    {
      name: 'declared',
      comment: 'Users do not install development dependencies. Workspace packages: test/structure/manifests.test.ts.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TEST_ONLY },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'undetermined'],
        dependencyTypesNot: ['npm', 'npm-peer'],
        pathNot: '^packages/',
      },
    },
    {
      name: 'nothing-imports-cli',
      comment: 'The trainer is a program. Shared code belongs in a package that it imports.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/cli/' },
      to: { path: '^packages/cli/' },
    },
    {
      name: 'webgpu-behind-its-folder',
      comment: 'tfjs and its WebGPU backend load only with the WebGPU tier: as the chunk of engine/webgpu.',
      severity: 'error',
      from: { path: sourcesOf('worker'), pathNot: ['^packages/worker/src/engine/webgpu/', TEST_ONLY] },
      to: { path: npm('@tensorflow/[^/]+') },
    },
    {
      name: 'model-takes-operations-as-arguments',
      comment: 'The page runs the model without tfjs. Outside of training, model imports only types of tfjs.',
      severity: 'error',
      from: { path: sourcesOf('model'), pathNot: ['^packages/model/src/train/', TEST_ONLY] },
      to: { path: npm('@tensorflow/[^/]+'), dependencyTypesNot: TYPES },
    },
    {
      name: 'types-across-the-worker-boundary',
      comment: 'Window and worker load separate files. They may share only types, which the build removes.',
      severity: 'error',
      from: { path: '^packages/worker/src/(client|engine)/', pathNot: TEST_ONLY },
      to: {
        path: '^packages/worker/src/(client|engine)/',
        pathNot: '^packages/worker/src/$1/',
        dependencyTypesNot: TYPES,
      },
    },
    {
      name: 'light-client',
      comment: 'Every page loads the client and the files between client and engine: core and Comlink only.',
      severity: 'error',
      from: { path: '^packages/worker/src/(client/|[^/]+$)', pathNot: TEST_ONLY },
      to: {
        pathNot: ['^packages/worker/src/(client/|[^/]+$)', sourcesOf('core'), npm('comlink')],
        dependencyTypesNot: TYPES,
      },
    },
    {
      name: 'ciphers-in-the-encryption-entry',
      comment: 'Tag and worker import store, and most shops do not encrypt. So the cipher is in a separate entry.',
      severity: 'error',
      from: { path: '^packages/store/src/index\\.ts$' },
      to: { path: npm('@noble/ciphers'), reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Built files, and projects with a separate installation.
    exclude: {
      path: [
        '^packages/[^/]+/dist/',
        '^test/fixtures/',
        '^examples/(react|next)-shop/',
        '^bench/rivals/',
        '^test/published/shop/',
      ],
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      // tsconfig.base.json: workspace packages resolve to their sources.
      conditionNames: ['aisle-source', 'import', 'browser', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
