import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requirePlaywright, TESTED_VERSION } from './requirePlaywright.js';

const manifestOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../${name}/package.json`, import.meta.url), 'utf8'));

test('a missing Playwright is reported with the command that installs it', async () => {
  const cause = Object.assign(new Error("Cannot find package 'playwright'"), { code: 'ERR_MODULE_NOT_FOUND' });
  const error = await requirePlaywright(() => Promise.reject(cause)).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'browser-missing', cause });
  expect(error.message).toContain('Asked for aisle replay, which needs Playwright, found no package');
  expect(error.message).toMatch(/^If @aisle\/cli is installed, run: npm install playwright@1\.65\.1$/m);
});

test('an error of Playwright is not replaced', async () => {
  const cause = new SyntaxError('Unexpected token');
  await expect(requirePlaywright(() => Promise.reject(cause))).rejects.toBe(cause);
});

test('an installed Playwright is accepted', async () => {
  await expect(requirePlaywright()).resolves.toBeUndefined();
});

test('the command installs the version that the harness is tested with', () => {
  expect(manifestOf('harness').dependencies.playwright).toBe(TESTED_VERSION);
});

test('Playwright is an optional peer dependency of the published package', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifestOf('cli');
  expect(dependencies).not.toHaveProperty('playwright');
  expect(peerDependencies).toHaveProperty('playwright');
  expect(peerDependenciesMeta).toEqual({ playwright: { optional: true } });
});
