import { describe, expect, test } from 'vitest';
import { linkTarget, pageOf } from './pages.js';

describe('pages of the site', () => {
  test.each([
    ['docs/guides/lists.md', 'guides/lists.md'],
    ['docs/README.md', 'docs.md'],
    ['README.md', 'readme.md'],
    ['CONTRIBUTING.md', 'contributing.md'],
    ['packages/sdk/README.md', 'packages/sdk.md'],
    ['site/index.md', 'index.md'],
    ['site/generated/api/@aisle/sdk/ga4.md', 'api/@aisle/sdk/ga4.md'],
  ])('%s becomes %s', (source, page) => {
    expect(pageOf(source)).toBe(page);
  });
});

describe('links of documents', () => {
  test('a link to a document leads to its page and heading', () => {
    expect(linkTarget('docs/guides/lists.md', '../concepts/privacy.md#deletion')).toEqual({
      kind: 'page',
      url: '/concepts/privacy.md#deletion',
    });
    expect(linkTarget('README.md', 'docs/README.md')).toEqual({ kind: 'page', url: '/docs.md' });
  });

  test('a link to a source file names the file', () => {
    expect(linkTarget('docs/guides/warehouse.md', '../../packages/cli/sql/counts.sql')).toEqual({
      kind: 'file',
      path: 'packages/cli/sql/counts.sql',
    });
  });

  test.each(['https://example.com/a.md', '#deletion', '/guides/lists', 'mailto:a@example.com', ''])(
    '"%s" stays as it is',
    (href) => {
      expect(linkTarget('docs/guides/lists.md', href)).toEqual({ kind: 'elsewhere' });
    },
  );

  test('a link to a missing file stays, so that the build finds it', () => {
    expect(linkTarget('docs/guides/lists.md', '../missing.sql')).toEqual({ kind: 'elsewhere' });
  });
});
