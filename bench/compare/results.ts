import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { table } from '../accuracy/format.js';
import { readJson, root } from '../aisleCli.js';
import { verdict } from '../engine/page.js';
import type { EngineResults } from '../engine/results.js';
import type { Occasion, Spread } from '../results.js';

/** docs/benchmarks/compare.json */
export interface Comparison extends Occasion {
  /** The other build. */
  readonly before: string;
  /** `rerank()` of 100 items right after an event, as the page sees it. */
  readonly rerank100Ms: Readonly<Record<string, Spread>>;
  /** An empty call of an idle worker through Comlink, at the same moment. */
  readonly emptyComlinkCallMs: Spread;
  /** Processor time of the main thread for one event, less the same timers without a tracker. */
  readonly mainThreadMsPerEvent: Readonly<Record<string, number>>;
  readonly callMs: Readonly<Record<string, Spread>>;
  readonly sizesGzip: Readonly<Record<string, { readonly bytes: number; readonly limitBytes: number }>>;
}

const folder = path.join(root, 'docs/benchmarks');
const MOST_RERANK = 1.15;
const MOST_EVENT = 1.1;
const times = (ratio: number) => `${ratio.toFixed(2)}×`;
const spread = ({ p50, p95 }: Spread) => `${p50} / ${p95}`;

/** Writes compare.json and compare.md. */
export async function writeResults(results: Comparison, jsonFile = path.join(folder, 'compare.json')): Promise<void> {
  await writeFile(jsonFile, `${JSON.stringify(results, null, 1)}\n`);
  const { before, rerank100Ms, emptyComlinkCallMs, mainThreadMsPerEvent, callMs, sizesGzip } = results;
  const rerank = rerank100Ms.after!.p95 / rerank100Ms.before!.p95;
  const computeMs = (readJson(path.join(folder, 'engine.json')) as EngineResults).latencyMs?.rerank100?.light?.p95 ?? 0;
  const goalMs = 1.1 * (emptyComlinkCallMs.p95 + computeMs);
  const events = ['', ', encrypting'].map((suffix) => ({
    suffix,
    ratio: mainThreadMsPerEvent[`after${suffix}`]! / mainThreadMsPerEvent[`before${suffix}`]!,
  }));
  const sections = [
    `# This build beside ${before}`,
    `Asked: what does the later build cost a page more than ${before}? Both builds take turns in one page of a real browser. The machine is shared, so read the ratios.`,
    '## Verdict',
    table(
      ['what', 'bound', 'measured', ''],
      [
        [
          '`rerank()` of 100 items from the page, p95',
          `${MOST_RERANK}×`,
          times(rerank),
          verdict(rerank <= MOST_RERANK),
        ],
        ...events.map(({ suffix, ratio }) => [
          `main thread for an event${suffix}`,
          `${MOST_EVENT}×`,
          times(ratio),
          verdict(ratio <= MOST_EVENT),
        ]),
        [
          '`rerank()`, p95, beside 1.1 × (an empty Comlink call + the compute)',
          `${goalMs.toFixed(2)} ms`,
          `${rerank100Ms.after!.p95} ms`,
          verdict(rerank100Ms.after!.p95 <= goalMs),
        ],
      ],
    ),
    '## Milliseconds, p50 / p95',
    table(
      ['', 'before', 'after'],
      [['`rerank()` of 100 items right after an event', spread(rerank100Ms.before!), spread(rerank100Ms.after!)]],
    ),
    `An empty call of an idle worker through Comlink, at the same moment: ${spread(emptyComlinkCallMs)}. The compute in the worker: ${computeMs} (p95, from engine.json).`,
    table(
      ['an event', 'main thread', 'until the call returned'],
      Object.entries(mainThreadMsPerEvent).map(([name, ms]) => [name, String(ms), spread(callMs[name]!)]),
    ),
    '## Bytes after gzip, this build',
    table(
      ['file', 'bytes', 'bound', ''],
      Object.entries(sizesGzip).map(([name, { bytes, limitBytes }]) => [
        name,
        String(bytes),
        String(limitBytes),
        verdict(bytes <= limitBytes),
      ]),
    ),
    ...(await readFile(path.join(root, 'bench/compare/notes.md'), 'utf8').then(
      (text) => [text.trim()],
      () => [],
    )),
    '## Run',
    `${results.date}, ${results.machine}, ${results.browser}, \`${results.command}\``,
  ];
  await writeFile(path.join(folder, 'compare.md'), `${sections.join('\n\n')}\n`);
}
