import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { writeSmallRelease } from '../../test/kit/smallRelease.js';
import { root, runInfo } from '../project.js';
import { measureTier } from './inPage.js';
import { MODEL_SHAPE } from './latency.js';
import { writePage } from './page.js';
import { CATALOGUES, mergeResults } from './results.js';

const PAGE =
  '<!doctype html><title>startup</title><link rel="icon" href="data:,"><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';
const VISITS = 7;
/**
 * Lighthouse's factor for a mobile processor:
 * https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md. DevTools slows the main thread, not the worker.
 */
const THROTTLING = 4;

const median = (values: readonly number[]) =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!);

/** Measures the time from navigation to the first ranked list, with an empty cache and on a later visit. */
export async function startup(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'string' } } });
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-startup-'));
  const browser = await launchBrowser({ webgpu: 'none' });
  const startupMs: Record<string, Record<string, number>> = {};
  try {
    for (const [catalogue, itemCount] of Object.entries(CATALOGUES)) {
      await writeSmallRelease(path.join(directory, catalogue), { itemCount, seed: 1, shape: MODEL_SHAPE });
      const server = await startStaticServer({
        roots: [
          { urlPath: '/aisle/', directory: path.join(root, 'packages/sdk/dist') },
          { urlPath: '/models/', directory },
        ],
        faults: new Map([['/', { kind: 'body', body: PAGE, contentType: 'text/html' }]]),
      });
      const visits = async (rate: number) => {
        const [cold, warm]: [number[], number[]] = [[], []];
        for (let visit = 0; visit < (catalogue === '1m' ? 3 : VISITS); visit++) {
          const context = await browser.newContext();
          for (const times of [cold, warm]) {
            const page = await context.newPage();
            await page.addInitScript('globalThis.__name = (named) => named');
            await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate });
            await page.goto(`${server.origin}/`);
            await page.waitForFunction('window.sdk');
            times.push(
              (
                await page.evaluate(measureTier, {
                  tier: 'auto',
                  manifestUrl: `/models/${catalogue}/manifest.json`,
                  itemCount,
                  repeats: 0,
                })
              ).firstRankedMs,
            );
            await page.close();
          }
          await context.close();
        }
        return { cold: median(cold), warm: median(warm) };
      };
      process.stderr.write(`${itemCount.toLocaleString('en')} items\n`);
      // These visits are not counted: the browser is still starting.
      if (catalogue === '12k') await visits(1);
      const [plain, slow] = [await visits(1), await visits(THROTTLING)];
      startupMs[catalogue] = {
        'first visit': plain.cold,
        'later visit': plain.warm,
        [`first visit, ${THROTTLING}× throttled`]: slow.cold,
        [`later visit, ${THROTTLING}× throttled`]: slow.warm,
      };
      await server.close();
    }
    await writePage(
      await mergeResults(
        'startup',
        { ...runInfo(), command: 'npx -y pnpm@12 bench startup', browser: `Chromium ${browser.version()}` },
        { startupMs },
        values.json,
      ),
    );
    console.log(JSON.stringify(startupMs, null, 1));
  } finally {
    await browser.close();
    await rm(directory, { recursive: true });
  }
}
