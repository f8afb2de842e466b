import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rollup/parseAst';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
/** All published scripts except those that a build inlines into pages, and the entry that contains them as text. */
const SCRIPTS = ['sdk', 'react', 'cli'].flatMap((name) =>
  readdirSync(`${packages}${name}/dist`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js') && !/^(plugins\/)?(stub|first-paint).*\.js$/.test(path))
    .map((path) => `${name}/dist/${path}`),
);
const read = (path: string) => readFileSync(packages + path, 'utf8');

interface Node {
  readonly type: string;
  readonly start: number;
  readonly value?: unknown;
}

/** The nodes of a syntax tree, without imports: the build writes new ones. */
function* nodesOf(tree: unknown): Generator<Node> {
  if (typeof tree !== 'object' || tree === null) return;
  if ('type' in tree) {
    if (tree.type === 'ImportDeclaration') return;
    yield tree as Node;
  }
  for (const child of Object.values(tree)) yield* nodesOf(child);
}

/** String literals of one word, with line and column (0-based). */
function wordsIn(code: string): { word: string; line: number; column: number }[] {
  const lineStarts = [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const found = [];
  for (const { type, start, value } of nodesOf(parseAst(code))) {
    if (type !== 'Literal' || typeof value !== 'string' || !/^[A-Za-z][\w-]{3,60}$/.test(value)) continue;
    const line = lineStarts.filter((lineStart) => lineStart <= start).length - 1;
    found.push({ word: value, line, column: start - lineStarts[line]! });
  }
  return found;
}

test('scripts of all kinds exist', () => {
  for (const path of [
    'sdk/dist/aisle.js',
    'sdk/dist/aisle-worker.js',
    'sdk/dist/aisle-ga4.js',
    'sdk/dist/index.js',
    'sdk/dist/plugins/ga4.js',
    'react/dist/index.js',
    'cli/dist/aisle.js',
  ])
    expect(SCRIPTS).toContain(path);
  expect(SCRIPTS.some((path) => path.startsWith('sdk/dist/chunks/'))).toBe(true);
});

test.each(SCRIPTS)('%s has a source map that contains and locates its sources', (path) => {
  const code = read(path);
  expect(code.trimEnd().split('\n').at(-1)).toBe(`//# sourceMappingURL=${basename(path)}.map`);
  const payload = JSON.parse(read(`${path}.map`)) as SourceMapPayload;
  expect(payload.sources.filter((source) => isAbsolute(source) || source.includes(':'))).toEqual([]);
  expect(payload.sourcesContent.map((content) => typeof content)).toEqual(payload.sources.map(() => 'string'));
  const map = new SourceMap(payload);
  const words = wordsIn(code);
  const mismatched = words.filter(({ word, line, column }) => {
    const entry = map.findEntry(line, column);
    if (!('originalSource' in entry)) return true;
    const source = payload.sourcesContent[payload.sources.indexOf(entry.originalSource)]!;
    return (
      source
        .split('\n')
        [entry.originalLine]!.slice(entry.originalColumn + 1, entry.originalColumn + 1 + word.length) !== word
    );
  });
  // Code that the build adds has no source.
  expect(mismatched.length, JSON.stringify(mismatched)).toBeLessThanOrEqual(words.length / 10);
});
