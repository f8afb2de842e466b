import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, type RecordedRequest, startStaticServer } from '@aisle/harness';
import { build } from 'esbuild';
import type { CDPSession, Page } from 'playwright';
import { bundleSizes } from '../../scripts/bundleSizes.js';
import { writeSmallRelease } from '../../test/kit/smallRelease.js';
import { ISOLATION_HEADERS } from '../engine/latency.js';
import { readJson, root, runInfo } from '../project.js';
import { rounded, type Spread, spreadOf } from '../results.js';
import { acknowledgedPerSecond, openVariant, storedBytes, trackBurst, type Variant } from './inPage.js';
import { writePage } from './page.js';
import { mergeResults, type TrackerResults } from './results.js';
import { RIVAL_TRACKERS } from './rivalTracker.js';

/** The time of `idle` is subtracted from the others. */
const VARIANTS: Readonly<Record<string, Variant>> = {
  idle: { kind: 'idle' },
  aisle: { kind: 'aisle', folder: '/aisle/' },
  'aisle-encrypted': { kind: 'aisle', folder: '/aisle/', encrypted: true },
  posthog: { kind: 'rival', name: 'posthog' },
  snowplow: { kind: 'rival', name: 'snowplow' },
  'snowplow-default': { kind: 'rival', name: 'snowplow-default' },
};

const ROUNDS = 9;
const EVENTS_PER_ROUND = 100;
const INTERVAL_MS = 10;
/** Longer than PostHog waits before it sends: three seconds. */
const SETTLE_MS = 4000;
const DURABLE_EVENTS = 2000;
const STORED_EVENTS = 5000;

const rivalsFolder = path.join(root, 'bench/rivals');
const PAGE = (withRivals: boolean) =>
  `<!doctype html><title>tracker</title><link rel="icon" href="data:,"><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;${withRivals ? ' window.rivals = await import("/bench/trackers.js");' : ''} window.loaded = true;</script>`;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Processor time of all tasks of the page's main thread so far. */
async function mainThreadTaskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

/** Counts the events that a rival sent. Times of a rival that drops events would be too low. */
const countReceived = (requests: readonly RecordedRequest[], name: string) =>
  requests
    .filter(({ url }) => url.includes(`/collect/${name}/`))
    .reduce((sum, { body }) => sum + (body.toString().match(/Trail tent for two/g)?.length ?? 0), 0);

/**
 * Measures the opened `variants` in turns. `idle` must be one of them.
 *
 * @param settleMs Wait after each burst, for deferred work.
 */
export async function measureMainThread(page: Page, variants: readonly string[], settleMs = SETTLE_MS) {
  const session = await page.context().newCDPSession(page);
  // Processor time excludes other load on this machine.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const perEvent: Record<string, number[]> = {};
  const callMs: Record<string, number[]> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    process.stderr.write(`round ${round} of ${ROUNDS}${round === 0 ? ' (not counted)' : ''}\n`);
    const spentMs: Record<string, number> = {};
    // Each round begins with another variant.
    const order = variants.map((_, i) => variants[(i + round) % variants.length]!);
    for (const name of order) {
      const before = await mainThreadTaskMs(session);
      const calls = await page.evaluate(trackBurst, {
        name,
        events: EVENTS_PER_ROUND,
        intervalMs: INTERVAL_MS,
        settleMs,
      });
      spentMs[name] = (await mainThreadTaskMs(session)) - before;
      if (round > 0) (callMs[name] ??= []).push(...calls);
    }
    if (round > 0)
      for (const name of variants) (perEvent[name] ??= []).push((spentMs[name]! - spentMs.idle!) / EVENTS_PER_ROUND);
  }
  const measured = variants.filter((name) => name !== 'idle');
  return {
    mainThreadMsPerEvent: Object.fromEntries(measured.map((name) => [name, rounded(median(perEvent[name]!))])),
    callMs: Object.fromEntries(
      measured.map((name): [string, Spread] => [name, spreadOf({ samplesMs: callMs[name]! })]),
    ),
  };
}

async function sizes(): Promise<Required<Pick<TrackerResults, 'sizesGzip' | 'missingOfGa4Page'>>> {
  const bytes = new Map((await bundleSizes()).map(({ name, bytesGzip }) => [name as string, bytesGzip]));
  const parts = ['tracker', ...['ga4', 'tcf', 'impressions'].map((name) => `plugin aisle-${name}.js`)];
  return {
    sizesGzip: {
      tracker: bytes.get('tracker')!,
      ga4Page: parts.reduce((sum, part) => sum + (bytes.get(part) ?? 0), 0),
    },
    missingOfGa4Page: parts.filter((part) => !bytes.has(part)),
  };
}

/** Measures the cost of an event for the page, beside two trackers that send it to a server. */
export async function tracker(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
  const withRivals = existsSync(path.join(rivalsFolder, 'node_modules/posthog-js'));
  if (!withRivals)
    console.error(
      'The rivals are not installed, so only Aisle is measured. To install them: npx -y pnpm@12 --dir bench/rivals install',
    );
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-tracker-'));
  const bundled = path.join(directory, 'bench');
  if (withRivals)
    await build({
      entryPoints: [path.join(rivalsFolder, 'trackers.ts')],
      outdir: bundled,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      minify: true,
      logLevel: 'error',
    });
  await mkdir(path.join(directory, 'page'));
  await writeFile(path.join(directory, 'page/index.html'), PAGE(withRivals));
  await writeSmallRelease(path.join(directory, 'model'), { itemCount: 60, seed: 1 });
  const server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: path.join(root, 'packages/sdk/dist') },
      { urlPath: '/model/', directory: path.join(directory, 'model') },
      { urlPath: '/bench/', directory: bundled },
      { urlPath: '/page/', directory: path.join(directory, 'page') },
    ],
    headers: () => ({ ...ISOLATION_HEADERS, 'Content-Security-Policy': '' }),
    // Answers everything that a rival sends or requests.
    faults: (urlPath) =>
      urlPath.startsWith('/collect/')
        ? { kind: 'body', body: '{"status":"Ok"}', contentType: 'application/json' }
        : undefined,
  });
  const browser = await launchBrowser({ webgpu: 'none' });
  try {
    const openPage = async () => {
      const page = await (await browser.newContext()).newPage();
      page.on('pageerror', (error) => console.error(String(error)));
      await page.addInitScript('globalThis.__name = (named) => named');
      await page.goto(`${server.origin}/page/index.html`);
      await page.waitForFunction('window.loaded');
      return page;
    };
    const page = await openPage();
    const variants = Object.keys(VARIANTS).filter((name) => withRivals || VARIANTS[name]!.kind !== 'rival');
    for (const name of variants) await page.evaluate(openVariant, { name, variant: VARIANTS[name]!, namespace: name });
    const results: TrackerResults = { ...(await measureMainThread(page, variants)), ...(await sizes()) };
    for (const name of RIVAL_TRACKERS) {
      const [sent, expected] = [countReceived(server.requests, name), EVENTS_PER_ROUND * (ROUNDS + 1)];
      if (withRivals && sent !== expected)
        throw new Error(`${name} must send all ${expected} events, but sent ${sent}. Its times cannot be compared.`);
    }
    await page.context().close();
    process.stderr.write('acknowledged events per second, bytes of an event\n');
    const other = await openPage();
    const rates: Record<1 | 4, number[]> = { 1: [], 4: [] };
    for (let round = 0; round < 5; round++) {
      for (const concurrency of [1, 4] as const)
        rates[concurrency].push(
          await other.evaluate(acknowledgedPerSecond, {
            namespace: `rate-${concurrency}-${round}`,
            concurrency,
            events: DURABLE_EVENTS,
          }),
        );
    }
    results.durableEventsPerSecond = Math.round(median(rates[1]));
    results.durableEventsPerSecondFourAtOnce = Math.round(median(rates[4]));
    // A new profile, because the browser's estimate includes other databases.
    await other.context().close();
    const { stored, json } = await (await openPage()).evaluate(storedBytes, {
      namespace: 'bytes',
      events: STORED_EVENTS,
    });
    results.bytesPerEvent = Math.round(stored);
    results.jsonBytesPerEvent = Math.round(json);
    const { 'posthog-js': posthog, '@snowplow/browser-tracker': snowplow } = readJson(
      path.join(rivalsFolder, 'package.json'),
    ).dependencies as Record<string, string>;
    const rivals = { posthog: `posthog-js ${posthog}`, snowplow: `@snowplow/browser-tracker ${snowplow}` };
    const run = {
      ...runInfo(),
      command: 'npx -y pnpm@12 bench tracker',
      browser: `Chromium ${browser.version()}`,
      ...(withRivals && { rivals }),
    };
    await writePage(await mergeResults('tracker', run, results));
    console.log(JSON.stringify({ ...run, ...results }, null, 1));
    if (!values.json) console.log('Wrote docs/benchmarks/tracker.json and docs/benchmarks/tracker.md');
  } finally {
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true });
  }
}
