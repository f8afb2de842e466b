/**
 * `pnpm test [--no-install] [--changed[=COMMIT]] [arguments of Vitest]`
 *
 * Finds or installs a browser, builds, checks the code and runs the tests. A stage that fails does not stop the next.
 * The last line is 'N passed, M failed'. The exit code is 0 if all stages succeeded and a test ran.
 *
 * `--changed` runs the tests that depend on changed files only (scripts/changedTests.ts), and builds only if one of them
 * needs a browser. Without COMMIT, these are the files that are not committed yet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from '../packages/harness/src/index.js';
import { ensureEngines } from '../packages/harness/src/webDriver/index.js';
import { changedTests, vitestPath } from './changedTests.js';
import { runCommand, runScript } from './runCommand.js';
import { formatTestCounts, readTestCounts } from './testCounts.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const install = !args.includes('--no-install');
const changed = args.find((argument) => /^--changed(=|$)/.test(argument));
const vitestArguments = args.filter((argument) => ![changed, '--no-install', '--'].includes(argument));

const failedStages: string[] = [];

async function stage(title: string, work: () => Promise<boolean>): Promise<void> {
  console.log(`\n=== ${title} ===`);
  const startMs = performance.now();
  const ok = await work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  if (!ok) failedStages.push(title);
  console.log(`--- ${title}: ${ok ? 'ok' : 'FAILED'} after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

async function findOrInstallBrowser(): Promise<boolean> {
  if (process.env.AISLE_BROWSERS === '1') {
    for (const line of await ensureEngines({ install, log: console.log })) console.log(line);
    return true;
  }
  const { executablePath, version, source } = await ensureBrowser({ install, log: console.log });
  console.log(`${executablePath} ${version ?? ''} (${source})`);
  return true;
}

const tests = changed && changedTests(root, changed.split('=')[1] ?? 'HEAD');
if (tests)
  console.log(`Tests that depend on changed files:\n${tests.map((test) => `  ${test}`).join('\n') || '  none'}`);

if (!tests || tests.some((test) => /^(test|packages\/harness)\//.test(test))) {
  await stage('Browser', findOrInstallBrowser);
  await stage('Build', () => runScript(root, 'build'));
}
await stage('Format', () => runScript(root, 'format:check'));
await stage('Lint', () => runScript(root, 'lint'));
await stage('Types', () => runScript(root, 'types'));
await stage('Imports', () => runScript(root, 'imports'));
await stage('Unused code', () => runScript(root, 'unused'));

const reportFolder = mkdtempSync(join(tmpdir(), 'aisle-test-'));
const reportPath = join(reportFolder, 'report.json');
if (tests?.length !== 0) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const vitest = [vitestPath, 'run', ...reporters, ...(tests ?? []), ...vitestArguments];
  await stage('Tests', () => runCommand(process.execPath, vitest, { cwd: root }));
}
const counts = readTestCounts(reportPath);
rmSync(reportFolder, { recursive: true });

if (failedStages.length > 0) console.log(`\nFailed: ${failedStages.join(', ')}`);
console.log(`\n${formatTestCounts(counts)}`);
const testsRan = counts.passed > 0 || tests?.length === 0;
process.exitCode = failedStages.length === 0 && counts.failed === 0 && testsRan ? 0 : 1;
