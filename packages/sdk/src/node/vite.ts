import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type AssetOptions, assetFiles, assetFolder } from './assets.js';

export interface AislePluginOptions extends AssetOptions {
  /** The folder of the files in the site's URLs. Default `aisle`: the worker is `/aisle/aisle-worker.js`. */
  readonly path?: string;
  /** Includes the script tag and its plugins. Default false. */
  readonly tag?: boolean;
  /**
   * Puts the script that orders lists before first paint inline into the head of `index.html`. `style` orders
   * server-rendered React lists, `stub` the lists of pages with the script tag. Default none.
   */
  readonly firstPaint?: 'style' | 'stub';
  /** The namespace for that script, if the instance has one. */
  readonly namespace?: string;
}

type Next = () => void;

/** The part of Vite's plugin interface that this plugin uses, so that the SDK does not depend on Vite. */
export interface AisleVitePlugin {
  readonly name: string;
  configResolved(config: { readonly base: string; readonly build: { readonly ssr: unknown } }): void;
  configureServer(server: {
    readonly middlewares: {
      use(handler: (request: IncomingMessage, response: ServerResponse, next: Next) => void): unknown;
    };
  }): void;
  generateBundle(this: {
    emitFile(file: { readonly type: 'asset'; readonly fileName: string; readonly source: Uint8Array }): string;
  }): void;
  transformIndexHtml(): {
    readonly tag: string;
    readonly attrs: Record<string, string>;
    readonly children: string;
    readonly injectTo: 'head-prepend';
  }[];
}

const FIRST_PAINT = { style: 'first-paint-style.js', stub: 'stub-first-paint.js' };
const contentType = (file: string) => (file.endsWith('.json') ? 'application/json' : 'text/javascript');

/** Vite plugin: serves the files that a page loads by URL in development, and adds them to the build. */
export function aisle({
  path = 'aisle',
  tag = false,
  firstPaint,
  namespace,
}: AislePluginOptions = {}): AisleVitePlugin {
  const folder = assetFolder();
  const files = assetFiles({ tag });
  const directory = path.replace(/^\/+|\/+$/g, '');
  let base = '/';
  let isServerBuild = false;
  return {
    name: 'aisle',

    configResolved(config) {
      base = config.base;
      isServerBuild = !!config.build.ssr;
    },

    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        // Vite removes the base before or after this handler, depending on the version.
        const prefix = [`${base}${directory}/`, `/${directory}/`].find((start) => pathname.startsWith(start));
        const file = prefix && files.find((name) => name === pathname.slice(prefix.length));
        if (!file) return next();
        response.setHeader('Content-Type', contentType(file));
        response.end(readFileSync(join(folder, file)));
      });
    },

    generateBundle() {
      // The server of a server-rendered app needs no files for pages.
      if (isServerBuild) return;
      for (const file of files)
        this.emitFile({ type: 'asset', fileName: `${directory}/${file}`, source: readFileSync(join(folder, file)) });
    },

    transformIndexHtml() {
      if (!firstPaint) return [];
      const children = readFileSync(join(folder, FIRST_PAINT[firstPaint]), 'utf8');
      return [
        { tag: 'script', attrs: namespace ? { 'data-namespace': namespace } : {}, children, injectTo: 'head-prepend' },
      ];
    },
  };
}
