import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ACTION_TYPES } from '@aisle/core';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { build } from 'esbuild';
import type { Page } from 'playwright';
import { compileAssembly } from '../../scripts/compileAssembly.js';
import { randomTable } from '../../test/kit/randomTable.js';
import { type SmallReleaseOptions, writeSmallRelease } from '../../test/kit/smallRelease.js';
import { root, runInfo } from '../project.js';
import { spreadOf } from '../results.js';
import { measureTier } from './inPage.js';
import type { MeasureReply, MeasureRequest } from './measure.js';
import { writePage } from './page.js';
import { CATALOGUES, type Catalogue, type EngineResults, mergeResults } from './results.js';

/** Shape of a model by `aisle train`. Its weights are random, because values do not change the time. */
export const MODEL_SHAPE = { width: 64, layerCount: 2, headCount: 2, feedForwardWidth: 256, windowLength: 50 } as const;

/** Engines by catalogue. Those that are missing need gigabytes, or seconds for each call. */
const ENGINES: Readonly<Record<Catalogue, readonly MeasureRequest['engine'][]>> = {
  '12k': ['light', 'wasm', 'webgpu', 'tfjs-wasm', 'tfjs-cpu', 'tfjs-webgpu', 'ort-wasm'],
  '100k': ['light', 'wasm', 'webgpu', 'tfjs-wasm', 'tfjs-cpu', 'ort-wasm'],
  '1m': ['light', 'wasm', 'tfjs-wasm'],
};

/**
 * Cross-origin isolation gives `performance.now()` a resolution of 5 µs instead of 100:
 * https://www.w3.org/TR/hr-time-3/#dfn-coarsen-time. No engine uses it for more threads.
 */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const PAGE =
  '<!doctype html><title>latency</title><link rel="icon" href="data:,"><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';
/** All parts of a score, with as many entries as the trainer keeps at most. */
const PARTS = { queryDecay: 0.98, queryLength: 50, weight: 2, scale: 30 };
const allParts = (itemCount: number): Partial<SmallReleaseOptions> => ({
  transitions: { config: { ...PARTS, choiceWeight: 8 }, table: randomTable(2, itemCount, 16) },
  relations: {
    config: PARTS,
    tables: { companions: randomTable(3, itemCount, 6), substitutes: randomTable(4, itemCount, 6) },
  },
  repeat: { byAge: [7, 6, 5, 4, 3, 2, 1], byType: ACTION_TYPES.map(() => 1), perLogCount: 1 },
  situations: { atChoice: { transitions: 0.5, companions: 2 }, afterChoice: { companions: 0.5 }, browsing: {} },
});
/** Other engines add the same float32 numbers in another order. */
const TOLERANCE = 1e-3;

const rivalsFolder = path.join(root, 'bench/rivals');

/** Bundles the code that runs in the browser. */
async function bundle(outdir: string, withRivals: boolean): Promise<void> {
  const entryPoints = [
    path.join(root, 'bench/engine/measureWorker.ts'),
    ...(withRivals ? [path.join(rivalsFolder, 'rivals.ts')] : []),
  ];
  await build({
    entryPoints,
    outdir,
    outbase: root,
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    conditions: ['aisle-source'],
    minify: true,
    logLevel: 'error',
    external: ['fs', 'path', 'worker_threads', 'perf_hooks', 'os', 'crypto', 'util', 'node:*'],
  });
}

async function measureInWorker(
  page: Page,
  request: Omit<MeasureRequest, 'floorWasm'>,
  floorBase64: string | undefined,
): Promise<MeasureReply> {
  const reply = await page.evaluate(
    ([request, floorBase64]) =>
      new Promise<MeasureReply | { problem: string }>((resolve) => {
        const worker = new Worker('/bench/measureWorker.js', { type: 'module' });
        worker.onmessage = ({ data }) => {
          worker.terminate();
          resolve(data as MeasureReply);
        };
        worker.onerror = (event) => resolve({ problem: event.message });
        worker.postMessage({
          ...request,
          ...(floorBase64 && { floorWasm: Uint8Array.from(atob(floorBase64), (char) => char.charCodeAt(0)) }),
        });
      }),
    [request, floorBase64] as const,
  );
  if ('problem' in reply) throw new Error(`${request.engine}: ${reply.problem}`);
  return reply;
}

const emptyRoundTrips = (page: Page) =>
  page.evaluate(async () => {
    const worker = new Worker('/bench/measureWorker.js', { type: 'module' });
    const samplesMs: number[] = [];
    for (let i = 0; i < 220; i++) {
      const startedMs = performance.now();
      await new Promise((resolve) => {
        worker.onmessage = resolve;
        worker.postMessage('echo');
      });
      if (i >= 20) samplesMs.push(performance.now() - startedMs);
    }
    worker.terminate();
    return samplesMs;
  });

/** Measures the time from a new event to the answer: in a worker beside rivals on the same weights, and as the page sees it. */
export async function latency(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'string' }, 'budget-ms': { type: 'string', default: '800' } },
  });
  const budgetMs = Number(values['budget-ms']);
  const withRivals = existsSync(path.join(rivalsFolder, 'node_modules'));
  if (!withRivals)
    console.error(
      'The rivals are not installed, so only Aisle is measured. To install them: npx -y pnpm@12 --dir bench/rivals install',
    );
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-latency-'));
  await bundle(path.join(directory, 'bench'), withRivals);
  await mkdir(path.join(directory, 'page'));
  await writeFile(path.join(directory, 'page/index.html'), PAGE);
  const floorBase64 = Buffer.from(await compileAssembly(path.join(root, 'bench/engine/floor.ts'))).toString('base64');
  const roots = [
    { urlPath: '/aisle/', directory: path.join(root, 'packages/sdk/dist') },
    { urlPath: '/bench/', directory: path.join(directory, 'bench') },
    { urlPath: '/models/', directory },
    { urlPath: '/page/', directory: path.join(directory, 'page') },
    ...['@tensorflow/tfjs-backend-wasm/dist', 'onnxruntime-web/dist'].map((name) => ({
      urlPath: '/rivals/',
      directory: path.join(rivalsFolder, 'node_modules', name),
    })),
  ];
  const server = await startStaticServer({
    roots,
    headers: () => ({ ...ISOLATION_HEADERS, 'Content-Security-Policy': '' }),
  });
  const browser = await launchBrowser({ webgpu: 'swiftshader' });
  const results: EngineResults & { latencyMs: NonNullable<EngineResults['latencyMs']> } = {
    latencyMs: {},
    floorMs: {},
  };
  try {
    for (const [catalogue, itemCount] of Object.entries(CATALOGUES) as [Catalogue, number][]) {
      await writeSmallRelease(path.join(directory, catalogue), { itemCount, seed: 1, shape: MODEL_SHAPE });
      for (const engine of ENGINES[catalogue]) {
        if (!withRivals && engine.includes('-')) continue;
        process.stderr.write(`${itemCount.toLocaleString('en')} items: ${engine}\n`);
        const page = await browser.newPage();
        await page.addInitScript('globalThis.__name = (named) => named');
        await page.goto(`${server.origin}/models/${catalogue}/manifest.json`);
        const reply = await measureInWorker(
          page,
          { engine, manifestUrl: `${server.origin}/models/${catalogue}/manifest.json`, budgetMs },
          engine === 'wasm' ? floorBase64 : undefined,
        );
        await page.close();
        if (!(reply.largestDifference < TOLERANCE))
          throw new Error(
            `${engine} must score as the light tier does; on ${catalogue} its scores differ by ${reply.largestDifference}.`,
          );
        (results.latencyMs[`topk${catalogue}`] ??= {})[engine] = spreadOf(reply.top);
        if (reply.floor) results.floorMs![catalogue] = spreadOf(reply.floor).p50;
        if (reply.gpu) results.webgpu = reply.gpu;
        if (catalogue !== '12k') continue;
        for (const [length, times] of Object.entries(reply.rerank))
          (results.latencyMs[`rerank${Number(length)}`] ??= {})[engine] = spreadOf(times);
      }
    }
    process.stderr.write('all parts of a score\n');
    const itemCount = CATALOGUES['12k'];
    await writeSmallRelease(path.join(directory, 'parts'), {
      itemCount,
      seed: 1,
      shape: MODEL_SHAPE,
      ...allParts(itemCount),
    });
    const manifestUrl = `${server.origin}/models/parts/manifest.json`;
    const partsPage = await browser.newPage();
    await partsPage.addInitScript('globalThis.__name = (named) => named');
    await partsPage.goto(manifestUrl);
    const withParts = await measureInWorker(partsPage, { engine: 'light', manifestUrl, budgetMs }, undefined);
    await partsPage.close();
    results.latencyMs.rerank100AllParts = spreadOf(withParts.rerank[100]!);
    process.stderr.write('rerank() as the page sees it\n');
    const page = await browser.newPage();
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(`${server.origin}/page/index.html`);
    await page.waitForFunction('window.sdk');
    const { rerankMs, emptyMs } = await page.evaluate(measureTier, {
      tier: 'light',
      manifestUrl: '/models/12k/manifest.json',
      itemCount: CATALOGUES['12k'],
      repeats: 200,
    });
    results.latencyMs.pageRerank100 = spreadOf({ firstMs: rerankMs[0]!, samplesMs: rerankMs.slice(10) });
    results.latencyMs.emptyRoundTripAfterEvent = spreadOf({ firstMs: emptyMs[0]!, samplesMs: emptyMs.slice(10) });
    const roundTrips = await emptyRoundTrips(page);
    results.latencyMs.emptyRoundTrip = spreadOf({ firstMs: roundTrips[0]!, samplesMs: roundTrips });
    const adapter = 'SwiftShader, a CPU: its times say nothing about a GPU';
    await writePage(
      await mergeResults(
        'latency',
        { ...runInfo(), command: 'npx -y pnpm@12 bench latency', browser: `Chromium ${browser.version()}`, adapter },
        results,
        values.json,
      ),
    );
    console.log(JSON.stringify(results, null, 1));
  } finally {
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true });
  }
}
