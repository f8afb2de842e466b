import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { INTERNAL_MEMBERS } from '../../scripts/internalMembers.js';
import { INTERNAL_WORKER_MEMBERS } from '../../scripts/internalWorkerMembers.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const filesIn = (folder: string) =>
  (readdirSync(root + folder, { recursive: true }) as string[]).map((file) => join(root, folder, file));
const wordsOf = (files: readonly string[]) =>
  new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(/[\w$]+/g) ?? []));
const internalNamesIn = (words: ReadonlySet<string>) => INTERNAL_MEMBERS.filter((name) => words.has(name));

/** Files that run beside the tag, and the types of everything that shops use. */
const isOtherFile = (file: string) => /\.d\.ts$|\/(stub|first-paint|aisle-)[\w-]*\.js$|\/chunks\/.*\.js$/.test(file);
const OTHER_FILES = [...filesIn('packages/sdk/dist'), ...filesIn('packages/react/dist')].filter(isOtherFile);

test('no other published script or type has the name of an internal member', () => {
  expect(internalNamesIn(wordsOf(OTHER_FILES))).toEqual([]);
});

test('the search finds names that other code uses too', () => {
  const words = wordsOf(OTHER_FILES);
  // In this order: the status, a message to the worker, the watcher of the stub, and encryption.
  for (const name of ['storedEvents', 'noticesSent', 'counts', 'unpack']) expect(words, name).toContain(name);
});

test('no attribute of the tag has the name of an internal member', () => {
  const documents = filesIn('docs').filter((file) => file.endsWith('.md'));
  const attributes = documents.flatMap((file) => readFileSync(file, 'utf8').match(/data-[a-z-]*[a-z]/g) ?? []);
  const names = attributes.map((name) => name.slice(5).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
  expect(names).toContain('updateMinutes');
  expect(internalNamesIn(new Set(names))).toEqual([]);
});

test.each([
  ['aisle.js', INTERNAL_MEMBERS],
  ['aisle-worker.js', INTERNAL_WORKER_MEMBERS],
])('the sources of %s have each internal member, and the file has none', (file, members) => {
  const path = join(root, 'packages/sdk/dist', file);
  const { sourcesContent } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sourcesContent: string[] };
  const sources = new Set(sourcesContent.flatMap((source) => source.match(/\w+/g) ?? []));
  expect(members.filter((name) => !sources.has(name))).toEqual([]);
  expect(readFileSync(path, 'utf8').match(new RegExp(`[.{,](${members.join('|')})\\b`, 'g'))).toBeNull();
});

test('no chunk, message or stored file has the name of an internal member of the worker', () => {
  // The page's scripts have the fields of messages. The package weights has those of releases and of the stored state.
  const page = filesIn('packages/sdk/dist').filter((file) =>
    /\/chunks\/.*\.js$|\/(aisle|index)\.js$|\.d\.ts$/.test(file),
  );
  const weights = filesIn('packages/weights/src').filter((file) => /^(?!.*(test|\/write)).*\.ts$/.test(file));
  const format = [
    ...filesIn('models/shop').filter((file) => file.endsWith('.json')),
    join(root, 'docs/reference/release-format.md'),
  ];
  const words = wordsOf([...page, ...weights, ...format]);
  for (const name of ['itemRows', 'noticesSent', 'checkedMs', 'queryDecay']) expect(words, name).toContain(name);
  expect(INTERNAL_WORKER_MEMBERS.filter((name) => words.has(name))).toEqual([]);
});

test('no chunk uses an internal member of the worker, whose name would be another one there', () => {
  const maps = filesIn('packages/sdk/dist/chunks').filter((file) => file.endsWith('.map'));
  const isOwn = (source: string) => source.includes('worker/src/');
  const used = maps.flatMap((file) => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>;
    return sourcesContent!
      .filter((_, i) => isOwn(sources![i]!))
      .flatMap((source) => source.replace(/^import [^;]*;/gm, '').match(/(?<=\.|[{,]\s*)[a-z]\w*\b/g) ?? []);
  });
  for (const name of ['withHistory', 'intentIntercept']) expect(used, name).toContain(name);
  expect(INTERNAL_WORKER_MEMBERS.filter((name) => used.includes(name))).toEqual([]);
});
