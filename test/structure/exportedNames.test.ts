import { expect, test } from 'vitest';
import { exportedNames } from './exportedNames.js';

test('exportedNames returns the names that an importer uses', () => {
  const source = `const a = 1; type B = 2; export { a as c, type B }; export type { B as A };`;
  expect(exportedNames('a.ts', source)).toEqual({ values: ['c'], types: ['A', 'B'] });
  expect(() => exportedNames('a.ts', `export const a = 1;`)).toThrow('expected one list of exports');
  expect(() => exportedNames('a.ts', `export * from 'm';`)).toThrow('expected named exports');
});
