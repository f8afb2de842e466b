import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMPILED_MODULES, compileAssembly, moduleText } from './compileAssembly.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

test.concurrent.each(COMPILED_MODULES)(
  '$compiled is up to date with $source',
  async (compiledModule) => {
    const binary = await compileAssembly(join(root, compiledModule.source));
    expect(readFileSync(join(root, compiledModule.compiled), 'utf8')).toBe(moduleText(compiledModule, binary));
  },
  60_000,
);
