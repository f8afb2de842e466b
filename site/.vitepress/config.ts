import { defineConfig, type UserConfig } from 'vitepress';
import { readRepositoryMarkdown, slugify } from '../markdown.js';
import { NOT_PAGES, pageOf } from '../pages.js';
import { codeReference, documentGroups } from '../sidebar.js';

const groups = documentGroups();
/** The first page of a group of the sidebar. */
const firstOf = (group: string) => groups.find(({ text }) => text === group)?.items?.[0]?.link ?? '/docs.md';

/** Node resolves Vue from the output folder. Vite would look beside the documents, where it is not installed. */
const vueOfThisPackage: NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number] = {
  name: 'vue-of-this-package',
  enforce: 'pre',
  resolveId: (id, _importer, { ssr }) => (ssr && /^vue(\/|$)/.test(id) ? { id, external: true } : undefined),
};

export default defineConfig({
  title: 'Aisle',
  description:
    "Personalization for online shops that runs in the shopper's browser. Behaviour never leaves the device.",
  lang: 'en',
  srcDir: '..',
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  srcExclude: NOT_PAGES,
  // The starts name the address of the shop that a reader has just started.
  ignoreDeadLinks: 'localhostLinks',
  rewrites: pageOf,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify },
    toc: { slugify },
    headers: { slugify },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: readRepositoryMarkdown,
  },
  vite: {
    publicDir: false,
    plugins: [vueOfThisPackage],
    build: { chunkSizeWarningLimit: 1000 },
  },
  themeConfig: {
    nav: [
      { text: 'Starts', link: firstOf('Starts') },
      { text: 'Guides', link: firstOf('Guides') },
      { text: 'Reference', link: firstOf('Reference') },
      { text: 'Measurements', link: firstOf('Measurements') },
      { text: 'Limits', link: '/concepts/limits' },
    ],
    sidebar: { '/api': codeReference(), '/': groups },
    outline: [2, 3],
    search: { provider: 'local' },
    footer: { message: 'MIT licence. This site sets no cookie and loads nothing from other hosts.' },
  },
});
