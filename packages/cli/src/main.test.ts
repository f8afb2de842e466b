import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

test('aisle --version prints the version of the package', () => {
  const main = path.join(import.meta.dirname, 'main.ts');
  const args = ['--conditions=aisle-source', '--import', 'tsx', main, '--version'];
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'));
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(`${version}\n`);
});
