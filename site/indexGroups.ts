import { readFileSync } from 'node:fs';
import { linkTarget, ROOT } from './pages.js';

export const INDEX = 'docs/README.md';

export interface IndexRow {
  readonly text: string;
  /** The page, such as '/guides/lists.md'. */
  readonly url: string;
  readonly description: string;
}

/** The groups of docs/README.md: its headings, and the rows of the table below each that begin with a link to a page. */
export function indexGroups(): { heading: string; rows: IndexRow[] }[] {
  const [, ...sections] = readFileSync(ROOT + INDEX, 'utf8').split(/^## /m);
  return sections.map((section) => ({
    heading: section.slice(0, section.indexOf('\n')),
    rows: [...section.matchAll(/^\| \[(.+?)\]\((.+?)\) \| (.*) \|$/gm)].flatMap(([, text, href, description]) => {
      const target = linkTarget(INDEX, href!);
      return target.kind === 'page' ? [{ text: text!, url: target.url, description: description! }] : [];
    }),
  }));
}
