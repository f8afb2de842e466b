import { expect, test } from 'vitest';
import { exportedNames, moduleReferences } from './moduleNames.js';

test.each<[source: string, specifier: string, typeOnly: boolean]>([
  [`import { a } from 'm';`, 'm', false],
  [`import m from 'm';`, 'm', false],
  [`import * as m from 'm';`, 'm', false],
  [`import 'm';`, 'm', false],
  [`import {} from 'm';`, 'm', false],
  [`import type { A } from 'm';`, 'm', true],
  [`import type m from 'm';`, 'm', true],
  [`import { type A, type B } from 'm';`, 'm', true],
  [`import { type A, b } from 'm';`, 'm', false],
  [`import m, { type A } from 'm';`, 'm', false],
  [`export { a } from 'm';`, 'm', false],
  [`export * from 'm';`, 'm', false],
  [`export * as m from 'm';`, 'm', false],
  [`export type { A } from 'm';`, 'm', true],
  [`export { type A } from 'm';`, 'm', true],
  [`type A = import('m').A;`, 'm', true],
  [`const m = async () => (await import('m')).a;`, 'm', false],
  ['const m = import(`m`);', 'm', false],
  [`const m = import(name);`, '(computed)', false],
  [`const url = import.meta.resolve('m');`, 'm', false],
])('%s', (source, specifier, typeOnly) => {
  expect(moduleReferences('a.ts', source)).toEqual([{ specifier, typeOnly }]);
});

test('comments, texts and file URLs name no module', () => {
  expect(moduleReferences('a.ts', `// import 'm';\nconst text = "import 'm'"; new URL('m', import.meta.url); export const a = 1;`)).toEqual([]);
});

test('exported names, by the name that the importer uses', () => {
  const source = `const a = 1; type B = 2; export { a as c, type B }; export type { B as A };`;
  expect(exportedNames('a.ts', source)).toEqual({ values: ['c'], types: ['A', 'B'] });
  expect(() => exportedNames('a.ts', `export const a = 1;`)).toThrow('expected one list of exports');
  expect(() => exportedNames('a.ts', `export * from 'm';`)).toThrow('expected named exports');
});
