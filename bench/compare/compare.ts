import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { build } from 'esbuild';
import type { Page } from 'playwright';
import { bundleSizes } from '../../scripts/bundleSizes.js';
import { writeSmallRelease } from '../../test/kit/smallRelease.js';
import { ISOLATION_HEADERS, MODEL_SHAPE } from '../engine/latency.js';
import { benchmarkFolder, writePageFiles } from '../pages/pageFiles.js';
import { readJson, root, runInfo } from '../project.js';
import { spreadOf } from '../results.js';
import { openVariant, type Variant } from '../tracker/inPage.js';
import { measureMainThread } from '../tracker/tracker.js';
import { rerankInTurns } from './inPage.js';
import { renderComparePage } from './page.js';
import type { Comparison } from './results.js';

const ITEM_COUNT = 12_000;
const RERANK_ROUNDS = 3000;
/** Calls that are not counted, because the browser has not compiled the code yet. */
const WARM_UP_ROUNDS = 50;
/** Longer than Aisle defers any work: its idle wait is half a second. */
const SETTLE_MS = 1000;
const FOLDERS = { before: '/before/', after: '/aisle/' } as const;

/** Builds up to e080e76 read `target`, later builds read `heads`. The manifest names both. */
async function addTarget(file: string): Promise<void> {
  const manifest = readJson(file) as { config: { heads: readonly { target: string }[] } };
  await writeFile(
    file,
    JSON.stringify({ ...manifest, config: { ...manifest.config, target: manifest.config.heads[0]!.target } }),
  );
}

/** Measures an event and a rerank in this build and in another checkout, in turns in one page. */
export async function compare(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { before: { type: 'string' }, name: { type: 'string' }, json: { type: 'string' } },
  });
  const otherCheckout = path.resolve(values.before ?? '');
  const otherDist = path.join(otherCheckout, 'packages/sdk/dist');
  if (!values.before || !existsSync(otherDist)) {
    throw new Error(
      `compare needs --before DIR, a built checkout of this project. ${otherDist} does not exist. Run there: npx -y pnpm@12 install && npx -y pnpm@12 build`,
    );
  }
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-compare-'));
  const entryPoints = ['emptyCall', 'emptyWorker'].map((name) => path.join(root, `bench/compare/${name}.ts`));
  await build({
    entryPoints,
    outdir: path.join(directory, 'bench'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
  });
  await mkdir(path.join(directory, 'page'));
  await writeFile(
    path.join(directory, 'page/index.html'),
    '<!doctype html><title>compare</title><link rel="icon" href="data:,">',
  );
  await writeSmallRelease(path.join(directory, 'large'), { itemCount: ITEM_COUNT, seed: 1, shape: MODEL_SHAPE });
  await writeSmallRelease(path.join(directory, 'model'), { itemCount: 60, seed: 1 });
  for (const name of ['large', 'model']) await addTarget(path.join(directory, name, 'manifest.json'));
  const server = await startStaticServer({
    roots: [
      { urlPath: FOLDERS.before, directory: otherDist },
      { urlPath: FOLDERS.after, directory: path.join(root, 'packages/sdk/dist') },
      ...['large', 'model', 'bench', 'page'].map((name) => ({
        urlPath: `/${name}/`,
        directory: path.join(directory, name),
      })),
    ],
    headers: () => ({ ...ISOLATION_HEADERS, 'Content-Security-Policy': '' }),
  });
  const browser = await launchBrowser({ webgpu: 'none' });
  const inPage = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(`${server.origin}/page/index.html`);
    return work(page).finally(() => context.close());
  };
  try {
    process.stderr.write('rerank() in turns\n');
    const { rerankMs, emptyCallMs } = await inPage((page) =>
      page.evaluate(rerankInTurns, {
        folders: FOLDERS,
        manifestUrl: '/large/manifest.json',
        itemCount: ITEM_COUNT,
        rounds: WARM_UP_ROUNDS + RERANK_ROUNDS,
      }),
    );
    const spread = (samplesMs: readonly number[]) => spreadOf({ samplesMs: samplesMs.slice(WARM_UP_ROUNDS) });
    process.stderr.write('events in turns\n');
    const events = await inPage(async (page) => {
      const variants: Readonly<Record<string, Variant>> = {
        idle: { kind: 'idle' },
        before: { kind: 'aisle', folder: FOLDERS.before },
        after: { kind: 'aisle', folder: FOLDERS.after },
        'before, encrypting': { kind: 'aisle', folder: FOLDERS.before, encrypted: true },
        'after, encrypting': { kind: 'aisle', folder: FOLDERS.after, encrypted: true },
      };
      for (const [index, [name, variant]] of Object.entries(variants).entries())
        await page.evaluate(openVariant, { name, variant, namespace: `variant-${index}` });
      return measureMainThread(page, Object.keys(variants), SETTLE_MS);
    });
    const results: Comparison = {
      ...runInfo(),
      command: 'npx -y pnpm@12 bench compare --before DIR',
      browser: `Chromium ${browser.version()}`,
      before: values.name ?? path.basename(otherCheckout),
      rerank100Ms: Object.fromEntries(Object.entries(rerankMs).map(([name, samplesMs]) => [name, spread(samplesMs)])),
      emptyComlinkCallMs: spread(emptyCallMs),
      ...events,
      sizesGzip: Object.fromEntries(
        (await bundleSizes()).map(({ name, bytesGzip, limitBytes }) => [name, { bytes: bytesGzip, limitBytes }]),
      ),
    };
    await writeFile(values.json ?? path.join(benchmarkFolder, 'compare.json'), `${JSON.stringify(results, null, 1)}\n`);
    await writePageFiles(renderComparePage(results, readJson(path.join(benchmarkFolder, 'engine.json'))));
    console.log(JSON.stringify(results, null, 1));
  } finally {
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true });
  }
}
