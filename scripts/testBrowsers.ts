/**
 * `pnpm test:browsers`: runs all tests of test/browsers in all browsers, with the stages of `pnpm test`.
 *
 * `pnpm test:browsers --only consent --browser webkit --times 30`: repeats one suite in one browser on one build. It
 * finds faults that occur in some runs only. Each run has a new process and profile. Prints the output of failed runs and
 * the number of passed runs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AisleError } from '@aisle/core';
import { ensureEngines } from '../packages/harness/src/webDriver/index.js';
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
      'To repeat a suite, give its name, a browser and a number: pnpm test:browsers --only consent --browser webkit --times 30.',
    );
  }
  return { suite: only, browser, times: Number(times) };
}

/** Returns true if tests ran and all passed. */
function runOnce({ suite, browser }: Repetition, reportPath: string): boolean {
  rmSync(reportPath, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  // The name of each test begins with its browser.
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
  await ensureEngines({ install: !process.argv.includes('--no-install'), log: console.log });
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
