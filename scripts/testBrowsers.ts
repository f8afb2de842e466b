/**
 * `pnpm test:browsers`: every test of test/browsers in every browser, as `pnpm test` does it.
 *
 * `pnpm test:browsers --only consent --browser webkit --times 30`: one suite in one browser, repeated on one build, for
 * faults that show in one run of several. Each run has a process and a profile of its own. The output of failed runs is
 * printed, and at the end how many passed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AisleError } from '@aisle/core';
import { ensureDebianBrowsers } from '../packages/harness/src/index.js';
import { runScript } from './runCommand.js';
import { readTestCounts } from './testCounts.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Repetition {
  readonly suite: string;
  readonly browser: string;
  readonly times: number;
}

function parseRepetition(args: readonly string[]): Repetition {
  const options = {
    only: { type: 'string' },
    browser: { type: 'string' },
    times: { type: 'string' },
    'no-install': { type: 'boolean' },
  } as const;
  const { only, browser, times } = parseArgs({ args: args.filter((argument) => argument !== '--'), options }).values;
  if (only === undefined || browser === undefined || !(Number(times) >= 1)) {
    throw new AisleError(
      'invalid-argument',
      'To repeat a suite, name it, a browser and a number: pnpm test:browsers --only consent --browser webkit --times 30.',
    );
  }
  return { suite: only, browser, times: Number(times) };
}

/** Whether tests ran, and all of them passed. */
function runOnce({ suite, browser }: Repetition, reportPath: string): boolean {
  rmSync(reportPath, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  // Each test's name begins with its browser's.
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', `test/browsers/${suite}.test.ts`, '--testNamePattern', `^${browser} `, ...reporters],
    { cwd: root, encoding: 'utf8' },
  );
  const { passed, failed } = readTestCounts(reportPath);
  const ok = passed > 0 && failed === 0;
  if (!ok) console.log(stdout + stderr);
  return ok;
}

async function repeat(repetition: Repetition): Promise<boolean> {
  await ensureDebianBrowsers({ install: !process.argv.includes('--no-install'), log: console.log });
  if (!(await runScript(root, 'build'))) return false;
  const folder = mkdtempSync(join(tmpdir(), 'aisle-browsers-'));
  let passed = 0;
  for (let run = 1; run <= repetition.times; run++) {
    const ok = runOnce(repetition, join(folder, 'report.json'));
    if (ok) passed++;
    console.log(`run ${run}: ${ok ? 'passed' : 'FAILED'}`);
  }
  rmSync(folder, { recursive: true });
  console.log(`${passed} passed, ${repetition.times - passed} failed of ${repetition.times} runs`);
  return passed === repetition.times;
}

if (process.argv.some((argument) => /^--(only|browser|times)\b/.test(argument))) {
  process.exitCode = (await repeat(parseRepetition(process.argv.slice(2)))) ? 0 : 1;
} else {
  await import('./test.js');
}
