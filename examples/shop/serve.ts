import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerFaults, type StaticServer, startStaticServer } from '@aisle/harness';
import { type BuildOptions, buildShop } from './build.js';

export { sessionKey } from './sessionKey.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface ServeOptions extends Omit<BuildOptions, 'outDir'> {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default: the release in models/shop. */
  readonly modelDirectory?: string;
  /** A folder that `aisle publish` wrote, served under /weights/. Default none. */
  readonly weightsDirectory?: string;
  readonly headers?: (urlPath: string) => Readonly<Record<string, string>>;
  readonly faults?: ServerFaults;
}

/** The shop's pages request this after a withdrawal. A shop with accounts also sends these headers at a logout. */
export const CLEAR_STORAGE_PATH = '/clear-storage';
const CLEAR_STORAGE_HEADERS = { 'Clear-Site-Data': '"storage"', 'Cache-Control': 'no-store' };

/** Builds the shop into a temporary folder. Serves it with the built SDK under /aisle/ and the release under /models/shop/. */
export async function serveShop({
  port = 0,
  modelDirectory,
  weightsDirectory,
  headers,
  faults,
  ...build
}: ServeOptions = {}): Promise<StaticServer> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'aisle-shop-'));
  await buildShop({ outDir, ...build });
  const server = await startStaticServer({
    port,
    roots: [
      { urlPath: '/aisle/', directory: path.join(repository, 'packages/sdk/dist') },
      { urlPath: '/models/shop/', directory: modelDirectory ?? path.join(repository, 'models/shop') },
      ...(weightsDirectory ? [{ urlPath: '/weights/', directory: weightsDirectory }] : []),
      { urlPath: '/', directory: outDir },
    ],
    headers: (urlPath) => ({ ...(urlPath === CLEAR_STORAGE_PATH && CLEAR_STORAGE_HEADERS), ...headers?.(urlPath) }),
    faults: (urlPath) =>
      (typeof faults === 'function' ? faults(urlPath) : faults?.get(urlPath)) ??
      (urlPath === CLEAR_STORAGE_PATH ? { kind: 'body', body: '', contentType: 'text/plain' } : undefined),
  });
  const close = async () => {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
  return { origin: server.origin, requests: server.requests, close };
}
