import { readdirSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';
import { INDEX, indexGroups } from './indexGroups.js';
import { pageOf, ROOT } from './pages.js';

type Item = DefaultTheme.SidebarItem;

const REFERENCE = 'site/generated/api';
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

/** What docs/README.md lists, in its order; then documents that it does not list; then what is outside docs/. */
export function sidebar(): Item[] {
  const groups = indexGroups();
  const listed = new Set(groups.flatMap(({ rows }) => rows.map(({ url }) => url.replace(/#.*/, ''))));
  const unlisted = markdownIn('docs').filter((source) => source !== INDEX && !listed.has(`/${pageOf(source)}`));
  return [
    { text: 'Overview', link: `/${pageOf(INDEX)}` },
    ...groups.map(({ heading, rows }) => ({
      text: heading,
      collapsed: false,
      items: rows.map(({ text, url }) => ({ text, link: url })),
    })),
    ...(unlisted.length > 0 ? [{ text: 'More', collapsed: false, items: unlisted.map(itemOf) }] : []),
    {
      text: 'Code reference',
      collapsed: true,
      items: markdownIn(REFERENCE)
        .filter((source) => !source.endsWith('/README.md'))
        .map(itemOf),
    },
    { text: 'Project', collapsed: true, items: PROJECT.map(itemOf) },
  ].filter(({ items }) => items?.length !== 0);
}
