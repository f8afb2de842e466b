import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/**
 * The folders of test/ that guard each package. Their tests load built files, so Vitest cannot see from imports which
 * sources they depend on.
 */
export const SUITES: Readonly<Record<string, readonly string[]>> = {
  'packages/core': ['consent', 'contract', 'field', 'store', 'tag'],
  'packages/store': ['consent', 'field', 'store'],
  'packages/tracker': ['consent', 'field', 'fuzz', 'measuring', 'sources', 'store'],
  'packages/model': ['decisions', 'ranking'],
  'packages/decisions': ['decisions'],
  'packages/weights': ['faults', 'sync'],
  'packages/worker': ['decisions', 'faults', 'measuring', 'ranking'],
  'packages/sdk': ['consent', 'contract', 'decisions', 'field', 'lists', 'shops', 'slot', 'tag'],
  'packages/react': ['contract', 'field', 'react'],
  'packages/cli': ['published', 'report'],
  'packages/harness': ['deploy', 'egress'],
  'examples/shop': ['decisions', 'egress', 'shops'],
  'examples/ga4-shop': ['sources'],
};

/** The suites of the packages whose sources changed. A changed unit test changes no built file. */
export function suitesOf(changedFiles: readonly string[]): string[] {
  const sources = changedFiles.filter((file) => !/\.test\.tsx?$/.test(file));
  const folders = Object.keys(SUITES).filter((folder) => sources.some((file) => file.startsWith(`${folder}/`)));
  const suites = folders.flatMap((folder) => SUITES[folder]!);
  // Sizes, names and imports of the built files.
  if (folders.some((folder) => folder.startsWith('packages/'))) suites.push('structure');
  return [...new Set(suites)].sort();
}

function changedFiles(root: string, since: string): string[] {
  const git = (...args: string[]): string[] =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  return [...git('diff', '--name-only', '--merge-base', since), ...git('ls-files', '--others', '--exclude-standard')];
}

export const vitestPath = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** The test files that import a changed file, directly or not. */
function importingTests(root: string, since: string): string[] {
  const args = [vitestPath, 'list', '--filesOnly', '--json', `--changed=${since}`];
  const output = execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (JSON.parse(output) as { file: string }[]).map(({ file }) => relative(root, file));
}

/**
 * The tests for the files that differ from the commit `since`. They are the tests that import these files, and the suites
 * of their packages.
 *
 * @returns test files and folders, relative to `root`
 */
export function changedTests(root: string, since: string): string[] {
  const suites = suitesOf(changedFiles(root, since)).map((suite) => `test/${suite}/`);
  const files = importingTests(root, since).filter((file) => !suites.some((suite) => file.startsWith(suite)));
  return [...new Set([...files, ...suites])].sort();
}
