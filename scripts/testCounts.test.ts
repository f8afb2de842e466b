import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { formatTestCounts, readTestCounts } from './testCounts.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('counts the outcomes of a Vitest run', { timeout: 30_000 }, () => {
  const files = {
    'mixed.test.js': `it('a', () => {}); it('b', () => {}); it('c', () => { throw new Error('no') }); it.skip('d', () => {}); it.todo('e')`,
    'broken-import.test.js': `import './missing.js'; it('f', () => {})`,
    'broken-set-up.test.js': `beforeAll(() => { throw new Error('no') }); it('g', () => {})`,
  };
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reportPath = join(folder, 'report.json');
  spawnSync(process.execPath, [
    vitest,
    'run',
    '--root',
    folder,
    '--globals',
    '--reporter=json',
    `--outputFile.json=${reportPath}`,
  ]);
  // Failed: c and the two broken files. Skipped: d, e and g, which did not run.
  expect(readTestCounts(reportPath)).toEqual({ passed: 2, failed: 3, skipped: 3 });
});

it('returns zeros without a report', () => {
  expect(readTestCounts(join(folder, 'missing.json'))).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

it('formats the last line', () => {
  expect(formatTestCounts({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(formatTestCounts({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped');
});
