import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. Every path of a source is relative to it. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Markdown files that are not pages: notes of a folder, and documents of the repository's own tools. */
export const NOT_PAGES = [
  '.*/**',
  '{bench,data,demo-output,published,release,test}/**',
  'packages/*/src/**',
  'packages/*/CHANGELOG.md',
  'examples/*/vendor/**',
];

/**
 * Where a Markdown file of the repository is on the site: `docs/` is the site's root, a README is its folder's page.
 *
 * @param source such as 'docs/guides/lists.md'
 * @returns the page's path, such as 'guides/lists.md'
 */
export function pageOf(source: string): string {
  if (source === 'site/index.md') return 'index.md';
  const page = source.replace(/^site\/generated\//, '').replace(/(?<=.)\/README\.md$/, '.md');
  return page.startsWith('docs/') ? page.slice('docs/'.length) : page.toLowerCase();
}

export type LinkTarget =
  | { readonly kind: 'page'; readonly url: string }
  /** A file of the repository that the site does not have, such as a source file. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'elsewhere' };

/**
 * Resolves a link of a document as GitHub does.
 *
 * @param source the document's path
 * @param href as it stands in the document
 */
export function linkTarget(source: string, href: string): LinkTarget {
  if (href === '' || /^([a-z]+:|#|\/)/.test(href)) return { kind: 'elsewhere' };
  const [file = '', hash] = href.split('#');
  const target = path.posix.join(path.posix.dirname(source), file);
  if (target.startsWith('..')) return { kind: 'elsewhere' };
  if (target.endsWith('.md')) return { kind: 'page', url: `/${pageOf(target)}${hash ? `#${hash}` : ''}` };
  return existsSync(ROOT + target) ? { kind: 'file', path: target } : { kind: 'elsewhere' };
}
