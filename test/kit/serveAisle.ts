import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerFault, type StaticServer, startStaticServer } from '@aisle/harness';
import { type SmallRelease, writeSmallRelease } from './smallRelease.js';

/** Serves dist under /aisle/, a release of 60 items under /model/, published releases under /weights/, and a test's pages. */
export interface ServedAisle {
  readonly server: StaticServer;
  readonly release: SmallRelease;
  readonly modelDirectory: string;
  /** Empty until a test publishes a release there. */
  readonly weightsDirectory: string;
  /** Faults by URL path. */
  readonly faults: Map<string, ServerFault>;
  /** Headers by URL path; they override those of the server. */
  readonly headers: Map<string, Readonly<Record<string, string>>>;
  /** Serves `html`. @returns its URL */
  addPage(html: string): string;
  /** Serves a script. @returns its URL */
  addScript(code: string): string;
  close(): Promise<void>;
}

export const DIST = fileURLToPath(new URL('../../packages/sdk/dist', import.meta.url));

/** A whole document around `head` and `body`. */
export const documentOf = (head: string, body = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

/** The files that SDK_SCRIPT loads, sorted. */
export const SDK_FILES = ['/aisle/index.js', '/aisle/libraries/comlink.js', '/aisle/libraries/idb.js'];
/** Loads the SDK as `window.sdk`. */
export const SDK_SCRIPT = '<script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';
export const SDK_PAGE = documentOf(SDK_SCRIPT);

export async function serveAisle(faults: ServedAisle['faults'], headers: ServedAisle['headers']): Promise<ServedAisle> {
  const pages = new Map<string, ServerFault>();
  const modelDirectory = await mkdtemp(join(tmpdir(), 'aisle-model-'));
  const weightsDirectory = await mkdtemp(join(tmpdir(), 'aisle-weights-'));
  const release = await writeSmallRelease(modelDirectory, { itemCount: 60, seed: 1 });
  const server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: DIST },
      { urlPath: '/model/', directory: modelDirectory },
      { urlPath: '/weights/', directory: weightsDirectory },
    ],
    headers: (urlPath) => headers.get(urlPath) ?? {},
    faults: (urlPath) => faults.get(urlPath) ?? pages.get(urlPath),
  });
  const add = (body: string, contentType: string) => {
    const urlPath = `/page-${pages.size + 1}`;
    pages.set(urlPath, { kind: 'body', body, contentType });
    return server.origin + urlPath;
  };
  return {
    server,
    release,
    modelDirectory,
    weightsDirectory,
    faults,
    headers,
    addPage: (html) => add(html, 'text/html; charset=utf-8'),
    addScript: (code) => add(code, 'text/javascript; charset=utf-8'),
    close: async () => {
      await server.close();
      await Promise.all(
        [modelDirectory, weightsDirectory].map((folder) => rm(folder, { recursive: true, force: true })),
      );
    },
  };
}
