import { defaultServerConditions } from 'vite';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Workspace packages resolve to their sources, so unit tests need no build.
const conditions = ['aisle-source', ...defaultServerConditions];
const sources = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/** Suites that take minutes to an hour: `pnpm test:long`. */
const long = process.env.AISLE_LONG === '1';
/** These suites test more in `pnpm test:long`: both versions of React, a slower processor, more leaks. */
const SHORT_AND_LONG = [
  'test/react/react.test.ts',
  'test/slot/slot.test.ts',
  'test/decisions/decide.test.ts',
  'test/egress/egress.test.ts',
];
/** Tests each source of each deployment's policy. Its short form is test/deploy/cdn.test.ts. */
const POLICIES = 'test/deploy/policies.test.ts';
/** Tests of the harness that start a browser for a second. */
const HARNESS = ['launchBrowser', 'recordingProxy', 'webDriver/playwrightSession'].map(
  (name) => `packages/harness/src/${name}.test.ts`,
);
const PARALLEL = ['test/structure/*.test.ts', 'test/sync/*.test.ts', 'test/published/*.test.ts', ...HARNESS];

const UNIT = [
  'packages/*/src/**/*.test.{ts,tsx}',
  'bench/**/*.test.ts',
  'examples/**/*.test.{ts,tsx}',
  'scripts/**/*.test.ts',
  'site/*.test.ts',
];
/** Tests that train a model or read whole data sets. */
const TRAININGS = ['packages/*/src/**/*.training.test.ts', 'packages/cli/src/data/publicDatasets.test.ts'];

/** Firefox and WebKit instead of Chromium: `pnpm test:browsers`. */
const browsers = process.env.AISLE_BROWSERS === '1';
/** The example shops with a framework, which have their own packages: `pnpm test:examples`. */
const examples = process.env.AISLE_EXAMPLES === '1';
const separate = browsers || long || examples;
const include = examples
  ? ['test/examples/*.test.ts']
  : browsers
    ? ['test/browsers/*.test.ts']
    : long
      ? ['test/long/*.test.ts', ...SHORT_AND_LONG, POLICIES]
      : ['test/**/*.test.ts'];

/** Tests that need only Node. */
const nodeProject = (name: string, include: string[], exclude: string[] = []): TestProjectInlineConfiguration => ({
  ...sources,
  test: {
    name,
    environment: 'node',
    include: separate ? [] : include,
    exclude: [...configDefaults.exclude, ...exclude],
    pool: 'forks',
    // Files share modules, because loading them for each file took longer than the tests. Tests undo global changes.
    isolate: false,
    // Only a hanging test takes longer, also on a busy machine.
    testTimeout: 30_000,
    sequence: { groupOrder: 0 },
  },
});

/** Tests that drive a browser. They run one at a time unless `groupOrder` is 0. */
const browserProject = (
  name: string,
  groupOrder: number,
  include: string[],
  exclude: string[] = [],
): TestProjectInlineConfiguration => ({
  ...sources,
  test: {
    name,
    environment: 'node',
    include,
    exclude,
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Only a hanging test takes longer.
    expect: { poll: { timeout: 30_000 } },
    // Files share modules. A file cleans up after itself.
    isolate: false,
    fileParallelism: groupOrder === 0,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    // For two cores. A test that drives a browser keeps one core busy.
    maxWorkers: 2,
    retry: 0,
    // `--watch` overrides this.
    watch: false,
    projects: [
      // `pnpm test:unit`: without browser and build, at most 60 s on two cores.
      nodeProject('unit', UNIT, [...TRAININGS, ...HARNESS]),
      nodeProject('trainings', TRAININGS),
      // These tests measure nothing. They mostly wait for servers and commands, so they run in parallel with the unit tests.
      browserProject('sync', 0, separate ? [] : PARALLEL),
      // One at a time and after the others, because they measure deadlines and frames.
      browserProject(
        'browser',
        1,
        include,
        separate ? [] : [...PARALLEL, POLICIES, 'test/long/**', 'test/browsers/**', 'test/examples/**'],
      ),
    ],
  },
});
