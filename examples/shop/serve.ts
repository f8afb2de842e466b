import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerFaults, type StaticServer, startStaticServer } from '@aisle/harness';
import { type BuildOptions, buildShop } from './build.js';

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
    ...(headers && { headers }),
    ...(faults && { faults }),
  });
  const close = async () => {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
  return { origin: server.origin, requests: server.requests, close };
}
