import { readdirSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';
import { INDEX, indexGroups } from './indexGroups.js';
import { pageOf, ROOT } from './pages.js';

type Item = DefaultTheme.SidebarItem;

const CODE = 'site/generated/api';
const CODE_INDEX = `${CODE}/README.md`;
const PROJECT = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'CHANGELOG.md'];

function titleOf(source: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(ROOT + source, 'utf8'))?.[1];
  return (title ?? source).replace(/[`\\]/g, '');
}

const itemOf = (source: string): Item => ({ text: titleOf(source), link: `/${pageOf(source)}` });

/** The Markdown files of a folder and of the folders below it, in the order of their names. */
const markdownIn = (folder: string): string[] =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .sort();

const OVERVIEW: Item = { text: 'Overview', link: `/${pageOf(INDEX)}` };

/** What docs/README.md lists, in its order; then documents that it does not list; then what is outside docs/. */
export function documentGroups(): Item[] {
  const groups = indexGroups();
  const listed = new Set(groups.flatMap(({ rows }) => rows.map(({ url }) => url.replace(/#.*/, ''))));
  const unlisted = markdownIn('docs').filter((source) => source !== INDEX && !listed.has(`/${pageOf(source)}`));
  const project = { text: 'Project', items: [...PROJECT.map(itemOf), itemOf(CODE_INDEX)] };
  return [
    OVERVIEW,
    ...groups.map(({ heading, rows }) => ({
      text: heading,
      items: rows.map(({ text, url }) => ({ text, link: url })),
    })),
    ...(unlisted.length > 0 ? [{ text: 'More', items: unlisted.map(itemOf) }] : []),
    project,
  ];
}

/** The generated pages of the entries. */
export const codeReference = (): Item[] => [
  OVERVIEW,
  {
    ...itemOf(CODE_INDEX),
    items: markdownIn(CODE)
      .filter((source) => source !== CODE_INDEX)
      .map(itemOf),
  },
];
