/**
 * `pnpm example build NAME`: installs and builds an example shop that has a separate workspace. It gets the packages,
 * the release and the catalogue of this repository. Run `pnpm build` first.
 * `pnpm example start NAME [PORT]`: serves it.
 */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AisleError } from '@aisle/core';
import { simulateCatalogue } from '../examples/shop/simulator/catalogue.js';
import { drawProduct } from '../examples/shop/simulator/pictures.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const EXAMPLES = ['react-shop', 'next-shop'] as const;
export type Example = (typeof EXAMPLES)[number];
export const folderOf = (name: Example) => join(root, 'examples', name);
const START_LIMIT_MS = 120_000;

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Runs the repository's package manager in a folder. */
const pnpm = (folder: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess => {
  // Vitest sets NODE_ENV to `test`, but the shop must be built as for shoppers.
  const NODE_ENV = args[0] === 'install' ? 'development' : 'production';
  return spawn('npx', ['-y', 'pnpm@12', '--dir', folder, ...args], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV, NEXT_TELEMETRY_DISABLED: '1' },
    ...options,
  });
};

async function run(folder: string, args: readonly string[]): Promise<void> {
  const exitCode = await new Promise((resolve, reject) => pnpm(folder, args).on('error', reject).on('close', resolve));
  if (exitCode !== 0)
    throw new AisleError(
      'internal',
      `pnpm ${args.join(' ')} failed with exit code ${String(exitCode)}. Its messages are above.`,
    );
}

/** Copies packages, as npm would install them, and the files that the shop serves. */
async function copyInputs(folder: string): Promise<void> {
  await Promise.all(
    ['vendor', 'generated', 'public'].map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
  for (const name of ['sdk', 'react']) {
    const from = join(root, 'packages', name);
    const to = join(folder, 'vendor', name);
    await cp(join(from, 'dist'), join(to, 'dist'), { recursive: true });
    const { exports, ...manifest } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as {
      exports: Record<string, Record<string, string>>;
    };
    for (const entry of Object.values(exports)) delete entry['aisle-source'];
    await writeFile(join(to, 'package.json'), JSON.stringify({ ...manifest, exports, devDependencies: {} }, null, 2));
  }
  await cp(join(root, 'models/shop'), join(folder, 'public/models/shop'), { recursive: true });
  const catalogue = simulateCatalogue();
  await mkdir(join(folder, 'public/pictures'));
  await Promise.all(catalogue.map((product) => writeFile(join(folder, 'public', product.image), drawProduct(product))));
  await mkdir(join(folder, 'generated'));
  await writeFile(join(folder, 'generated/products.json'), JSON.stringify(catalogue));
}

/** @param onInputsCopied is called before the shop is installed and built */
export async function buildExample(folder: string, onInputsCopied = async () => {}): Promise<void> {
  await copyInputs(folder);
  await onInputsCopied();
  await run(folder, ['install', '--frozen-lockfile']);
  await run(folder, ['build']);
}

export interface ServedExample {
  readonly origin: string;
  close(): void;
}

/** Serves the built shop on a free port and waits until it answers. */
export async function serveExample(folder: string): Promise<ServedExample> {
  const port = await freePort();
  // A detached process leads a group. pnpm does not always end the server that it starts.
  const { pid } = pnpm(folder, ['start', '--port', String(port)], { detached: true });
  const close = () => void (pid && process.kill(-pid, 'SIGTERM'));
  const origin = `http://localhost:${port}`;
  for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += 250) {
    if (
      await fetch(origin).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { origin, close };
    await setTimeout(250);
  }
  close();
  throw new AisleError(
    'internal',
    `The shop in ${folder} did not answer at ${origin} within ${START_LIMIT_MS / 1000} s. Its messages are above.`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [command, name, port = '4400'] = process.argv.slice(2);
  const example = EXAMPLES.find((other) => other === name);
  if (!example || !['build', 'start'].includes(command!))
    throw new AisleError(
      'invalid-argument',
      `Give a command and a shop: pnpm example build|start ${EXAMPLES.join('|')} [PORT].`,
    );
  if (command === 'build') await buildExample(folderOf(example));
  else await run(folderOf(example), ['start', '--port', port]);
}
