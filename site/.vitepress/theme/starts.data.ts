import { indexGroups } from '../../indexGroups.js';

interface Start {
  readonly text: string;
  readonly url: string;
  readonly description: string;
}

declare const data: readonly Start[];

export { data };

/** The starts of docs/README.md. VitePress reads them when it builds. */
export default {
  watch: ['../../../docs/README.md'],
  load: (): Start[] =>
    indexGroups()
      .find(({ heading }) => heading === 'Starts')!
      .rows.map(({ text, url, description }) => ({ text, url: url.replace(/\.md$/, '.html'), description })),
};
