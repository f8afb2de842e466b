import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INDEX, indexGroups } from './indexGroups.js';
import { pageOf, ROOT } from './pages.js';

const groups = indexGroups();

test('docs/README.md lists every document, for the sidebar of the site', () => {
  const documents = readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .filter((source) => source !== INDEX);
  const listed = groups.flatMap(({ rows }) => rows.map(({ url }) => url));
  expect(documents.map((source) => `/${pageOf(source)}`).filter((url) => !listed.includes(url))).toEqual([]);
});

test('a group has the rows of the table below its heading', () => {
  const starts = groups.find(({ heading }) => heading === 'Starts');
  expect(starts?.rows[0]).toEqual({
    text: 'HTML',
    url: '/starts/html.md',
    description: 'a page whose list is ordered for the shopper',
  });
});
