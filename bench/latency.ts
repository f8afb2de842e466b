import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { writeSmallRelease } from '../test/kit/smallRelease.js';
import { occasion, root } from './aisleCli.js';
import { measureTier } from './latency/inPage.js';

/** What `aisle train` makes. Weights are random: they take as long as trained ones. */
const SHAPE = { width: 64, layerCount: 2, headCount: 2, feedForwardWidth: 256, windowLength: 50 } as const;
const ITEM_COUNTS = [12_000, 100_000] as const;
/** Its own plain arrays beside stock tfjs, both of the engine; the same weights, histories and page. */
const TIERS = ['light', 'wasm'] as const;
const PAGE = '<!doctype html><title>latency</title><link rel="icon" href="data:,"><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';

const quantile = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;
const spreadOf = (values: readonly number[]) => ({ p50: Number(quantile(values, 0.5).toFixed(2)), p95: Number(quantile(values, 0.95).toFixed(2)) });

/** Times as the page sees them, worker round trip included; writes docs/benchmarks/latency.json. */
export async function latency(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'string', default: path.join(root, 'docs/benchmarks/latency.json') }, repeats: { type: 'string', default: '60' } },
  });
  const repeats = Number(values.repeats);
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-latency-'));
  const browser = await launchBrowser({ webgpu: 'none' });
  const byItems: Record<string, object> = {};
  try {
    for (const itemCount of ITEM_COUNTS) {
      const model = path.join(directory, String(itemCount));
      await writeSmallRelease(model, { itemCount, seed: 1, shape: SHAPE });
      const server = await startStaticServer({
        roots: [{ urlPath: '/aisle/', directory: path.join(root, 'packages/sdk/dist') }, { urlPath: '/model/', directory: model }],
        faults: new Map([['/', { kind: 'body', body: PAGE, contentType: 'text/html' }]]),
      });
      const measure = async (tier: (typeof TIERS)[number]) => {
        process.stderr.write(`${itemCount.toLocaleString('en')} items, ${tier}\n`);
        const context = await browser.newContext();
        const page = await context.newPage();
        // esbuild keeps the names of inner functions through a helper that the page has not.
        await page.addInitScript('globalThis.__name = (named) => named');
        const visit = async (asked: number) => {
          await page.goto(`${server.origin}/`);
          await page.waitForFunction('window.sdk');
          const measured = await page.evaluate(measureTier, { tier, itemCount, repeats: asked });
          if (measured.tier !== tier) throw new Error(`Asked for tier ${tier}, the engine runs ${measured.tier}. Run pnpm build first.`);
          return measured;
        };
        const cold = await visit(0);
        const warm = await visit(repeats);
        await context.close();
        return {
          firstRankedMs: { cold: Math.round(cold.firstRankedMs), warm: Math.round(warm.firstRankedMs) },
          rerank100Ms: spreadOf(warm.rerankMs),
          top20Ms: spreadOf(warm.predictMs),
        };
      };
      // The browser's first visits pay for its own start and for compiling the worker; these are not counted.
      for (const tier of TIERS) await measure(tier);
      const byTier: Record<string, object> = {};
      for (const tier of TIERS) byTier[tier] = await measure(tier);
      await server.close();
      byItems[itemCount] = byTier;
    }
    const result = { ...occasion(), browser: `Chromium ${browser.version()}`, command: 'npx -y pnpm@12 bench latency', repeats, byItems };
    await writeFile(values.json, `${JSON.stringify(result, null, 1)}\n`);
    console.log(JSON.stringify(result, null, 1));
  } finally {
    await browser.close();
    await rm(directory, { recursive: true });
  }
}
