/**
 * `pnpm test [--no-install] [Vitest's arguments]`: finds or gets a browser, builds the bundles,
 * checks the types and for unused code, runs every test, and ends with the line 'N passed, M failed'. A step that fails
 * does not stop the ones after it; the exit code is 0 only when all went well and a test ran.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser, ensureDebianBrowsers } from '../packages/harness/src/index.js';
import { findUnused } from './findUnused.js';
import { formatTestCounts, readTestCounts } from './testCounts.js';
import { typeCheck } from './typeCheck.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--no-install' && argument !== '--');
const install = !process.argv.includes('--no-install');

/** Runs a command with its output on this terminal; true for exit code 0. */
function run(command: string, args: readonly string[], options: { shell?: boolean; env?: NodeJS.ProcessEnv } = {}): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', (exitCode) => resolve(exitCode === 0));
  });
}

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

/** The root's own `build` script, as a package manager would run it. */
function build(): Promise<boolean> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { build: string } };
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return run(scripts.build, [], { shell: true, env: { ...process.env, PATH } });
}

function runTests(reportPath: string): Promise<boolean> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  return run(process.execPath, [vitest, 'run', ...reporters, ...vitestArguments]);
}

const reportFolder = mkdtempSync(join(tmpdir(), 'aisle-test-'));
const reportPath = join(reportFolder, 'report.json');
const stages: readonly [title: string, work: () => Promise<boolean>][] = [
  ['Browser', findOrGetBrowser],
  ['Build', build],
  ['Types', () => typeCheck(root, 2)],
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
