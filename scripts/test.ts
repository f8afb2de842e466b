/**
 * `pnpm test [--no-install] [Vitest's arguments]`: finds or gets a browser, builds the bundles,
 * checks types, imports and for unused code, runs every test, and ends with the line 'N passed, M failed'. A step that
 * fails does not stop the ones after it; the exit code is 0 only when all went well and a test ran.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser, ensureDebianBrowsers } from '../packages/harness/src/index.js';
import { findUnused } from './findUnused.js';
import { runCommand, runScript } from './runCommand.js';
import { formatTestCounts, readTestCounts } from './testCounts.js';
import { typeCheck } from './typeCheck.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--no-install' && argument !== '--');
const install = !process.argv.includes('--no-install');

async function stage(title: string, work: () => Promise<boolean>): Promise<boolean> {
  console.log(`\n=== ${title} ===`);
  const startMs = performance.now();
  const ok = await work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  console.log(`--- ${title}: ${ok ? 'ok' : 'FAILED'} after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  return ok;
}

async function findOrGetBrowser(): Promise<boolean> {
  if (process.env.AISLE_BROWSERS === '1') {
    for (const version of await ensureDebianBrowsers({ install, log: console.log })) console.log(version);
    return true;
  }
  const { executablePath, version, source } = await ensureBrowser({ install, log: console.log });
  console.log(`${executablePath} ${version ?? ''} (${source})`);
  return true;
}

function runTests(reportPath: string): Promise<boolean> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  return runCommand(process.execPath, [vitest, 'run', ...reporters, ...vitestArguments], { cwd: root });
}

const reportFolder = mkdtempSync(join(tmpdir(), 'aisle-test-'));
const reportPath = join(reportFolder, 'report.json');
const stages: readonly [title: string, work: () => Promise<boolean>][] = [
  ['Browser', findOrGetBrowser],
  ['Build', () => runScript(root, 'build')],
  ['Types', () => typeCheck(root, 2)],
  ['Imports', () => runScript(root, 'imports')],
  ['Unused code', () => findUnused(root)],
  ['Tests', () => runTests(reportPath)],
];
const failedStages: string[] = [];
for (const [title, work] of stages) {
  if (!(await stage(title, work))) failedStages.push(title);
}
const counts = readTestCounts(reportPath);
rmSync(reportFolder, { recursive: true });

if (failedStages.length > 0) console.log(`\nFailed: ${failedStages.join(', ')}`);
console.log(`\n${formatTestCounts(counts)}`);
process.exitCode = failedStages.length === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
