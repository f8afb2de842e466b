import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const RULES = fileURLToPath(new URL('../../.dependency-cruiser.mjs', import.meta.url));
const CHECKER = fileURLToPath(
  new URL('../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs', import.meta.url),
);

/** Each file with its imports and the rules that they break. A file without rules is valid. */
const FILES: Readonly<Record<string, readonly [source: string, ...rules: string[]]>> = {
  'core/src/index.ts': [`export type A = 1;`],
  'core/src/circle.ts': [`import type { B } from './back.js'; export type A = B;`],
  'core/src/back.ts': [`import type { A } from './circle.js'; export type B = A;`, 'no-circle'],
  'core/src/lost.test.ts': [`import './missing.js';`, 'resolvable'],
  'core/src/ownHelpers.test.ts': [`import './testing/helper.js';`],
  'core/src/testing/helper.ts': [`export {};`],
  'core/src/usesHelper.ts': [`import './testing/helper.js';`, 'no-test-code-in-product'],
  'core/src/cli.test.ts': [`import '../../cli/src/main.js';`, 'nothing-imports-cli'],
  'core/src/readsFiles.ts': [`import 'node:fs';`, 'imports-of-core'],
  'store/src/index.ts': [`import './rows.js';`, 'ciphers-in-the-encryption-entry'],
  'store/src/rows.ts': [`import '@noble/ciphers';`],
  'store/src/database.ts': [`import 'idb';`],
  'tracker/src/upwards.ts': [`import type {} from '@aisle/model';`, 'imports-of-tracker'],
  'tracker/src/database.ts': [`import 'idb';`, 'imports-of-tracker', 'declared'],
  'model/src/index.ts': [
    `import type {} from '@tensorflow/tfjs-core'; export type M = typeof import('@tensorflow/tfjs-core');`,
  ],
  'model/src/forward.ts': [`import '@tensorflow/tfjs-core';`, 'model-takes-operations-as-arguments'],
  'model/src/train/trainStep.ts': [`import '@tensorflow/tfjs-core';`],
  'worker/src/protocol.ts': [`import type {} from '@aisle/model'; import '@aisle/core'; import 'comlink';`],
  'worker/src/calls.ts': [`export { M } from '@aisle/model';`, 'light-client'],
  'worker/src/client/index.ts': [`import '../protocol.js'; import type {} from '../engine/engine.js';`],
  'worker/src/engine/engine.ts': [`import '@aisle/model';`],
  'worker/src/engine/tier.ts': [`import type {} from '@tensorflow/tfjs-core';`, 'webgpu-behind-its-folder'],
  'worker/src/engine/webgpu/tensors.ts': [`import '@tensorflow/tfjs-core';`],
  'worker/src/engine/asksClient.ts': [`import { call } from '../client/index.js';`, 'types-across-the-worker-boundary'],
  'cli/src/main.ts': [`import 'node:fs'; import '@aisle/model';`],
  'cli/assembly/kernels.ts': [`import './softmax';`],
  'cli/assembly/softmax.ts': [`export {};`],
  'extra/src/index.ts': [`import '@aisle/core';`, 'known-package'],
};
const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  store: ['idb', '@noble/ciphers'],
  model: ['@tensorflow/tfjs-core'],
  worker: ['comlink', '@tensorflow/tfjs-core'],
};

const folder = mkdtempSync(join(tmpdir(), 'aisle-imports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

beforeAll(() => {
  for (const [path, [source]] of Object.entries(FILES)) write(`packages/${path}`, source);
  for (const name of new Set(Object.keys(FILES).map((path) => path.split('/')[0]!))) {
    const dependencies = Object.fromEntries((DEPENDENCIES[name] ?? []).map((dependency) => [dependency, '1.0.0']));
    write(
      `packages/${name}/package.json`,
      JSON.stringify({ name: `@aisle/${name}`, type: 'module', exports: './src/index.ts', dependencies }),
    );
    mkdirSync(join(folder, 'node_modules/@aisle'), { recursive: true });
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@aisle', name));
  }
  for (const name of new Set(Object.values(DEPENDENCIES).flat())) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }),
    );
    write(`node_modules/${name}/index.js`, 'export {};');
  }
  write('package.json', '{}');
});

test('the import checker reports exactly the forbidden imports', () => {
  const { stdout } = spawnSync(process.execPath, [CHECKER, 'packages', '--config', RULES, '--output-type', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const found = summary.violations.map(({ from, rule }) => `${from.slice('packages/'.length)}: ${rule.name}`);
  const expected = Object.entries(FILES).flatMap(([path, [, ...rules]]) => rules.map((rule) => `${path}: ${rule}`));
  expect(found.sort()).toEqual(expected.sort());
});
