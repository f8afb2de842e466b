import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { INTERNAL_MEMBERS } from '../../scripts/internalMembers.js';

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

test('the sources of the tag have each internal member, and the tag has none', () => {
  const tag = join(root, 'packages/sdk/dist/aisle.js');
  const { sourcesContent } = JSON.parse(readFileSync(`${tag}.map`, 'utf8')) as { sourcesContent: string[] };
  const sources = new Set(sourcesContent.flatMap((source) => source.match(/\w+/g) ?? []));
  expect(INTERNAL_MEMBERS.filter((name) => !sources.has(name))).toEqual([]);
  expect(readFileSync(tag, 'utf8').match(new RegExp(`[.{,](${INTERNAL_MEMBERS.join('|')})\\b`, 'g'))).toBeNull();
});
