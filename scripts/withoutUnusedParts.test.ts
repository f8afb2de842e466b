import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withoutUnusedParts } from './withoutUnusedParts.js';

const transform = withoutUnusedParts().transform as (
  this: { error(message: string): never },
  code: string,
  id: string,
) => { readonly code: string } | null;
const refuse = {
  error(message: string): never {
    throw new Error(message);
  },
};
const sourceOf = (path: string) => readFileSync(fileURLToPath(new URL(`../packages/${path}`, import.meta.url)), 'utf8');

test.each([
  ['worker/node_modules/comlink/dist/esm/comlink.mjs', ['"CONSTRUCT"', '"ENDPOINT"', '"SET"', 'isError']],
  ['store/node_modules/idb/build/index.js', ['getCursorAdvanceMethods().includes', 'receiver.objectStore(']],
])('%s: the parts go, the lines stay', (path, texts) => {
  const code = sourceOf(path);
  const remaining = transform.call(refuse, code, `/${path}`)!.code;
  expect(texts.filter((text) => !code.includes(text))).toEqual([]);
  expect(texts.filter((text) => remaining.includes(text))).toEqual([]);
  expect(remaining.split('\n')).toHaveLength(code.split('\n').length);
});

test('a library without one of the parts stops the build', () => {
  const code = sourceOf('worker/node_modules/comlink/dist/esm/comlink.mjs').replace(
    'construct(_target',
    'create(_target',
  );
  expect(() => transform.call(refuse, code, '/comlink.mjs')).toThrow(/expected .*construct.* once, found it 0 times/);
});

test('other files stay', () => {
  expect(transform.call(refuse, 'export const set = 1;\n', '/packages/core/src/plain.ts')).toBeNull();
});
