/**
 * `pnpm dev [--port N]`: serves the example shop, rebuilds after each change of a source and reloads the open pages.
 * The bundles are not minified, so they are ready within a second. They are kept apart from the files of `pnpm build`.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startStaticServer } from '@aisle/harness';
import { watch } from 'chokidar';
import { devBundles } from './dev/bundles.js';
import { rebuildQueue } from './dev/rebuildQueue.js';
import { startReloadServer } from './dev/reloadServer.js';
import { runCommand } from './runCommand.js';
import { DEFAULT_PORT, orFreePort } from './shopPort.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { port } = parseArgs({ options: { port: { type: 'string', default: String(DEFAULT_PORT) } } }).values;

const folder = await mkdtemp(join(tmpdir(), 'aisle-dev-'));
const [bundleFolder, pageFolder] = [join(folder, 'bundles'), join(folder, 'pages')];
const bundles = await devBundles(root, bundleFolder);
const reloadServer = await startReloadServer();

function buildPages(): Promise<boolean> {
  const stub = join(bundleFolder, 'stub-first-paint.js');
  const tsx = ['--import', 'tsx', '--conditions=aisle-source', join(root, 'scripts/dev/buildPages.ts')];
  return runCommand(process.execPath, [...tsx, pageFolder, stub, reloadServer.script], { cwd: root });
}

/** Builds the bundles. Builds the pages if their sources or the stub, which they inline, may have changed. */
async function build(files: readonly string[]): Promise<boolean> {
  const bundled = await bundles.rebuild().then(
    () => true,
    () => false,
  );
  const pagesChanged = files.some((file) => /^examples|stub/i.test(relative(root, file)));
  return (!pagesChanged || (await buildPages())) && bundled;
}

async function timed(what: string, work: () => Promise<boolean>): Promise<boolean> {
  const startMs = performance.now();
  const ok = await work();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(2);
  console.log(ok ? `Built in ${seconds} s: ${what}` : `Failed after ${seconds} s: ${what}`);
  return ok;
}

/** The packages whose code the shop's pages run. */
const SHOP_PACKAGES = ['core', 'decisions', 'model', 'sdk', 'store', 'tracker', 'weights', 'worker'];
const addChange = rebuildQueue(async (files) => {
  const what = files.map((file) => relative(root, file)).join(', ');
  if (await timed(what, () => build(files))) reloadServer.reload();
});
const watcher = watch(
  [...SHOP_PACKAGES.map((name) => join(root, 'packages', name, 'src')), join(root, 'examples/shop')],
  {
    ignoreInitial: true,
    ignored: (path) => /[/\\]node_modules([/\\]|$)|\.test\.tsx?$|\.tsbuildinfo$/.test(path),
  },
).on('all', (_, path) => addChange(path));

await timed('bundles', () => build([]));
await timed('pages', buildPages);
const server = await orFreePort(Number(port), (port) =>
  startStaticServer({
    port,
    roots: [
      { urlPath: '/aisle/', directory: bundleFolder },
      { urlPath: '/models/shop/', directory: join(root, 'models/shop') },
      { urlPath: '/', directory: pageFolder },
    ],
  }),
);
console.log(`\nThe shop is open:  ${server.origin}/\n\nA saved change rebuilds it and reloads the page. Ctrl-C stops.`);

async function stop(): Promise<void> {
  await Promise.all([watcher.close(), bundles.close(), server.close()]);
  reloadServer.close();
  await rm(folder, { recursive: true, force: true });
  process.exit();
}
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
