import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { defaultServerConditions } from 'vite';

// Workspace packages resolve to their sources, so that tests need no build.
const conditions = ['aisle-source', ...defaultServerConditions];
const sources = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/** Suites of minutes to an hour: `pnpm test:long`. */
const long = process.env.AISLE_LONG === '1';
/** Longer there: on both versions of React, on a slower processor, with more leaks. */
const BOTH_FORMS = ['test/react/react.test.ts', 'test/slot/slot.test.ts', 'test/egress/egress.test.ts'];
/** Each deployment's policy, source by source; test/deploy/cdn.test.ts is its short form. */
const POLICIES = 'test/deploy/policies.test.ts';
/** The harness starts real browsers, for a second each. */
const HARNESS = ['packages/harness/src/launchBrowser.test.ts', 'packages/harness/src/recordingProxy.test.ts'];
const BESIDE = ['test/sync/*.test.ts', 'test/published/*.test.ts', ...HARNESS];

const UNIT = [
  'packages/*/src/**/*.test.{ts,tsx}',
  'bench/**/*.test.ts',
  'examples/**/*.test.{ts,tsx}',
  'scripts/*.test.ts',
];
/** Tests that train a model, or read whole data sets. */
const TRAININGS = ['packages/*/src/**/*.training.test.ts', 'packages/cli/src/data/publicDatasets.test.ts'];

/** Firefox and WebKit instead of Chromium: `pnpm test:browsers`. */
const browsers = process.env.AISLE_BROWSERS === '1';
/** The shops with a framework, which are installed apart: `pnpm test:examples`. */
const examples = process.env.AISLE_EXAMPLES === '1';
const apart = browsers || long || examples;
const include = examples
  ? ['test/examples/*.test.ts']
  : browsers
    ? ['test/browsers/*.test.ts']
    : long
      ? ['test/long/*.test.ts', ...BOTH_FORMS, POLICIES]
      : ['test/**/*.test.ts'];

/** Tests that need Node alone. */
const nodeProject = (name: string, include: string[], exclude: string[] = []): TestProjectInlineConfiguration => ({
  ...sources,
  test: {
    name,
    environment: 'node',
    include: apart ? [] : include,
    exclude: [...configDefaults.exclude, ...exclude],
    pool: 'forks',
    // Loading the modules anew for each file took longer than the tests. What a test changes outside its file, it undoes.
    isolate: false,
    // A deadline for what hangs; a busy machine is no failure.
    testTimeout: 30_000,
    sequence: { groupOrder: 0 },
  },
});

/** Tests that drive a browser; alone where `groupOrder` is not that of the unit tests. */
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
    // A deadline for what hangs, as well.
    expect: { poll: { timeout: 30_000 } },
    // A file leaves nothing behind in its process, and need not load everything anew.
    isolate: false,
    fileParallelism: groupOrder === 0,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    // Two cores, and a test that drives a browser keeps a whole one busy.
    maxWorkers: 2,
    retry: 0,
    // Once, unless `--watch` says otherwise.
    watch: false,
    projects: [
      // `pnpm test:unit`: no browser, no build, at most 60 s on two cores.
      nodeProject('unit', UNIT, [...TRAININGS, ...HARNESS]),
      nodeProject('trainings', TRAININGS),
      // Little of a browser and much waiting for servers and commands: beside the unit tests, and each other.
      browserProject('sync', 0, apart ? [] : BESIDE),
      // One browser at a time: deadlines and frame counts are measured in it. After the others for the same reason.
      browserProject(
        'browser',
        1,
        include,
        apart ? [] : [...BESIDE, POLICIES, 'test/long/**', 'test/browsers/**', 'test/examples/**'],
      ),
    ],
  },
});
