import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The code after `<!-- marker -->` in a document. */
function snippet(document: string, marker: string): string {
  const source = readFileSync(`${root}docs/${document}`, 'utf8');
  const found = new RegExp(`<!-- ${marker} -->\\n\`\`\`tsx?\\n(.*?)\`\`\``, 's').exec(source);
  if (!found) throw new Error(`${document} has no snippet ${marker}`);
  return found[1]!;
}

const PRODUCT = `import type { Aisle } from '@aisle/sdk';
declare const aisle: Aisle;
interface Product {
  item_id: string; stock: number; deliveryDays: number; margin: number; campaign?: string; sponsored: boolean;
}
declare const products: Product[];
export {};
`;

/** Compiles code as a file of a shop. @returns the messages of the errors */
function errorsOf(code: string): string[] {
  const fileName = `${root}test/structure/snippet.tsx`;
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, lib: ['ES2022', 'DOM', 'DOM.Iterable'], jsx: 'react-jsx' },
    root,
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === fileName || fileExists(path);
  host.getSourceFile = (path, version, ...rest) =>
    path === fileName ? ts.createSourceFile(path, code, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([fileName], options, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(fileName))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('snippets of the guides compile', () => {
  test.each([
    ['guides/rows.md', 'row: react', ''],
    ['guides/rows.md', 'row: script', PRODUCT],
    ['guides/lists.md', 'blend', PRODUCT],
  ])('%s, %s', (document, marker, before) => {
    expect(errorsOf(before + snippet(document, marker))).toEqual([]);
  });

  test('a wrong option is found', () => {
    expect(errorsOf(`${PRODUCT}void aisle.related('a', { k: 'four' });`)).toEqual([
      "Type 'string' is not assignable to type 'number'.",
    ]);
  });
});
