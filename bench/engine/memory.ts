import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { writeSmallRelease } from '../../test/kit/smallRelease.js';
import { root, runInfo } from '../project.js';
import { ISOLATION_HEADERS, MODEL_SHAPE } from './latency.js';
import { writePage } from './page.js';
import { CATALOGUES, type Catalogue, type EngineResults, mergeResults } from './results.js';

/**
 * Runs in the worker before the script of the engine. It counts WebAssembly and GPU memory, which
 * `measureUserAgentSpecificMemory()` does not report, and answers every message with the sums.
 */
const ALLOCATION_COUNTER = `
let wasm = 0;
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor) { super(descriptor); wasm += this.buffer.byteLength; }
};
let gpu = 0;
const create = GPUDevice.prototype.createBuffer;
GPUDevice.prototype.createBuffer = function (descriptor) {
  const buffer = create.call(this, descriptor);
  gpu += descriptor.size;
  const destroy = buffer.destroy;
  buffer.destroy = () => { gpu -= descriptor.size; destroy.call(buffer); };
  return buffer;
};
const channel = new BroadcastChannel('bytes');
channel.onmessage = () => channel.postMessage({ wasm, gpu });
`;
const PAGE =
  '<!doctype html><title>memory</title><link rel="icon" href="data:,"><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';

interface PageAisle {
  setConsent(consent: 'granted'): Promise<void>;
  whenReady(): Promise<{ readonly tier?: string; readonly catalogueTier?: string }>;
  track(event: object): Promise<unknown>;
  predict(options: object): Promise<unknown>;
  rerank(items: readonly string[], options: object): Promise<unknown>;
}
type Measurable = Performance & {
  measureUserAgentSpecificMemory(): Promise<{
    readonly breakdown: readonly {
      readonly bytes: number;
      readonly attribution: readonly { readonly scope: string }[];
    }[];
  }>;
};

/** Runs in the page: bytes of the worker after a ranking on the tier. */
async function workerBytes({
  tier,
  manifestUrl,
}: {
  tier: string;
  manifestUrl: string;
}): Promise<{ readonly worker: number; readonly gpu: number }> {
  const { sdk } = window as unknown as { sdk: { createAisle(options: object): PageAisle } };
  const aisle = sdk.createAisle({ manifestUrl, worker: '/worker.js', automation: 'record', tier });
  await aisle.setConsent('granted');
  const status = await aisle.whenReady();
  if (status.tier !== tier) throw new Error(`tier ${tier} was requested, ${status.tier} is used`);
  await aisle.track({ type: 'view_item', items: [{ item_id: 'item-7' }] });
  await aisle.predict({ k: 20, deadlineMs: 60_000 });
  const { breakdown } = await (performance as Measurable).measureUserAgentSpecificMemory();
  const worker = breakdown
    .filter(({ attribution }) => attribution.some(({ scope }) => scope === 'DedicatedWorkerGlobalScope'))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const { wasm, gpu } = await new Promise<{ wasm: number; gpu: number }>((resolve) => {
    const channel = new BroadcastChannel('bytes');
    channel.onmessage = ({ data }) => resolve(data as { wasm: number; gpu: number });
    channel.postMessage('report');
  });
  return { worker: worker + wasm, gpu };
}

/** Measures memory of the worker and the GPU, by catalogue and tier. */
export async function memory(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'string' } } });
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-memory-'));
  const server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: path.join(root, 'packages/sdk/dist') },
      { urlPath: '/models/', directory },
      { urlPath: '/', directory },
    ],
    headers: (urlPath) => ({
      ...ISOLATION_HEADERS,
      ...(urlPath.startsWith('/aisle/') && { 'Content-Security-Policy': '' }),
    }),
    faults: new Map([['/counter.js', { kind: 'body', body: ALLOCATION_COUNTER, contentType: 'text/javascript' }]]),
  });
  await writeFile(path.join(directory, 'memory.html'), PAGE);
  await writeFile(path.join(directory, 'worker.js'), "import '/counter.js';\nimport '/aisle/aisle-worker.js';\n");
  const browser = await launchBrowser({ webgpu: 'swiftshader' });
  const memoryBytes: NonNullable<EngineResults['memoryBytes']> = {};
  try {
    for (const [catalogue, itemCount] of Object.entries(CATALOGUES) as [Catalogue, number][]) {
      await writeSmallRelease(path.join(directory, catalogue), { itemCount, seed: 1, shape: MODEL_SHAPE });
      const measured: Record<string, number> = {};
      for (const tier of ['light', 'wasm', 'webgpu']) {
        process.stderr.write(`${itemCount.toLocaleString('en')} items, ${tier}\n`);
        const page = await browser.newPage();
        await page.addInitScript('globalThis.__name = (named) => named');
        await page.goto(`${server.origin}/memory.html`);
        await page.waitForFunction('window.sdk');
        const { worker, gpu } = await page.evaluate(workerBytes, {
          tier,
          manifestUrl: `/models/${catalogue}/manifest.json`,
        });
        await page.close();
        measured[`${tier}, worker`] = worker;
        if (tier === 'webgpu') measured.GPU = gpu;
      }
      memoryBytes[catalogue] = measured;
    }
    await writePage(
      await mergeResults(
        'memory',
        { ...runInfo(), command: 'npx -y pnpm@12 bench memory', browser: `Chromium ${browser.version()}` },
        { memoryBytes },
        values.json,
      ),
    );
    console.log(JSON.stringify(memoryBytes, null, 1));
  } finally {
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true });
  }
}
