import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SDK_VERSION } from './version.js';

test.each(['sdk', 'react', 'cli'])('@aisle/%s has the version SDK_VERSION', (name) => {
  const { version } = JSON.parse(readFileSync(new URL(`../../${name}/package.json`, import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(version).toBe(SDK_VERSION);
});
