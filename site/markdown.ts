import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MarkdownEnv, MarkdownOptions } from 'vitepress';
import { linkTarget, ROOT } from './pages.js';

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];
type Token = ReturnType<MarkdownIt['parse']>[number];

/** GitHub's anchor of a heading, so that a link to a heading works there and on the site. */
export const slugify = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

/** Links to documents lead to their pages. A link to another file becomes the path of that file, as code. */
function mapLinks(tokens: Token[], source: string): void {
  for (let start = 0; start < tokens.length; start++) {
    const open = tokens[start]!;
    if (open.type !== 'link_open') continue;
    const target = linkTarget(source, open.attrGet('href') ?? '');
    if (target.kind === 'page') open.attrSet('href', target.url);
    if (target.kind !== 'file') continue;
    const end = tokens.findIndex(({ type }, index) => index > start && type === 'link_close');
    const code = Object.assign(Object.create(Object.getPrototypeOf(open)), open, {
      type: 'code_inline',
      tag: 'code',
      nesting: 0,
      attrs: null,
      content: target.path,
    });
    tokens.splice(start, end - start + 1, code);
  }
}

/** An empty cell is not a header: screen readers would read a header without words. */
function demoteEmptyHeaders(tokens: readonly Token[]): void {
  tokens.forEach(({ type, content }, index) => {
    const [open, close] = [tokens[index - 1], tokens[index + 1]];
    if (type === 'inline' && content === '' && open?.tag === 'th' && close?.tag === 'th') open.tag = close.tag = 'td';
  });
}

/** A second-level section of a document, with its heading. */
function sectionOf(document: string, heading: string): string {
  const section = readFileSync(ROOT + document, 'utf8')
    .split(/^(?=## )/m)
    .find((part) => part.startsWith(`## ${heading}\n`));
  if (section === undefined) throw new Error(`${document} has no section "${heading}", which site/index.md shows.`);
  return section;
}

/** The document that is rendered. Undefined for a title, which VitePress parses alone. */
function sourceOf({ realPath, path: file }: MarkdownEnv): string | undefined {
  const source = realPath ?? file;
  if (source === undefined) return undefined;
  // The landing page shows sections of the README. Its links are relative to the repository too.
  return path.posix.relative(ROOT, source).replace(/^site\/index\.md$/, 'README.md');
}

/** Teaches VitePress's Markdown this repository: its links, its diagrams, and sections that another document has. */
export function readRepositoryMarkdown(markdown: MarkdownIt): void {
  const { ruler } = markdown.core;
  ruler.before('normalize', 'sections', (state) => {
    state.src = state.src.replace(/<!-- section of (\S+): (.+?) -->/g, (_, document, heading) =>
      sectionOf(document, heading),
    );
  });
  ruler.push('links-and-headers', ({ tokens, env }) => {
    demoteEmptyHeaders(tokens);
    const source = sourceOf(env);
    if (source === undefined) return;
    for (const { children } of tokens) if (children) mapLinks(children, source);
  });
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index]!;
    if (info !== 'mermaid') return fence!(tokens, index, ...rest);
    return `<MermaidDiagram source="${markdown.utils.escapeHtml(content)}" />`;
  };
}
