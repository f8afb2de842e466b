import { describe, expect, test } from 'vitest';
import { classesIn } from './mutableFields.js';
import { PACKAGES, PRODUCT_FILES, type SourceFile } from './productFiles.js';

/** A longer file is hard to read. */
const MAX_LINES = 250;
/** A class with more state has several responsibilities. */
const MAX_MUTABLE_FIELDS = 8;

const filesOf = (name: string) => PRODUCT_FILES.filter(({ packageName }) => packageName === name);
const longFiles = (files: readonly SourceFile[]) =>
  files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES);
const crowdedClasses = (files: readonly SourceFile[]) =>
  files
    .flatMap(({ path, text }) => classesIn(path, text).map((found) => ({ path, ...found })))
    .filter(({ mutable }) => mutable.length > MAX_MUTABLE_FIELDS);

describe.each(PACKAGES)('%s', (name) => {
  test(`has no file of more than ${MAX_LINES} lines`, () => {
    expect(filesOf(name)).not.toEqual([]);
    expect(longFiles(filesOf(name))).toEqual([]);
  });

  test(`has no class of more than ${MAX_MUTABLE_FIELDS} mutable fields`, () => {
    expect(crowdedClasses(filesOf(name))).toEqual([]);
  });
});

test('only store uses the database', () => {
  const users = PRODUCT_FILES.filter(({ text }) => /\bindexedDB\b/.test(text)).map(({ packageName }) => packageName);
  expect(new Set(users)).toEqual(new Set(['store']));
});

test('every dynamic import has a literal module name', () => {
  expect(PRODUCT_FILES.filter(({ text }) => /\bimport\(\s*[^'\s]/.test(text)).map(({ path }) => path)).toEqual([]);
});

describe('the checks find violations', () => {
  const file = (text: string): SourceFile => ({ path: 'core/src/a.ts', packageName: 'core', text });

  test('a long file', () => {
    expect(longFiles([file('a\n'.repeat(250)), file('a\n'.repeat(251))])).toEqual([
      { path: 'core/src/a.ts', lines: 251 },
    ]);
  });

  test('mutable fields, of all kinds', () => {
    const source = `class A {
      a = 1; #b?: number; private c!: number; declare d: string;
      readonly e = 1; readonly #f = new Map(); static g = 1; get h() { return 1; } set h(value) {} accessor i = 1; j() {}
      constructor(k: number, private l: number, readonly m: number, private readonly n: number) {}
    }
    const b = class { o = 1; };`;
    expect(classesIn('a.ts', source)).toEqual([
      { className: 'A', mutable: ['a', '#b', 'c', 'd', 'i', 'l'] },
      { className: '(anonymous)', mutable: ['o'] },
    ]);
  });

  test('a class with too many fields', () => {
    const fields = (count: number) => `class A { ${Array.from({ length: count }, (_, i) => `f${i} = 0;`).join(' ')} }`;
    expect(crowdedClasses([file(fields(8))])).toEqual([]);
    expect(crowdedClasses([file(fields(9))])).toHaveLength(1);
  });
});
