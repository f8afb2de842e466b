import { SIZE_LIMITS } from '../../scripts/bundleSizes.js';
import {
  count,
  goalSummary,
  pageStart,
  readNotes,
  runsSection,
  spreadText,
  table,
  verdict,
} from '../pages/markdown.js';
import { markdownFile, type PageFiles, writePageFiles } from '../pages/pageFiles.js';
import type { Spread } from '../results.js';
import { latencyPlot, startupPlot } from './plots.js';
import { CATALOGUES, type Catalogue, ENGINE_TITLES, type Engine, type EngineResults } from './results.js';

type Request = `rerank${number}` | `topk${Catalogue}`;

const times = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)}×`;

/** How many times faster than tfjs, by catalogue. */
const GOALS_BY_CATALOGUE = [
  ['12k', 8],
  ['100k', 5],
  ['1m', 5],
] as const;
/** Longest scan of a million items, in reads of the item matrix. Smaller catalogues fit into a cache (notes.md). */
const MAX_READS_1M = 1.6;
/** Milliseconds until the first ranked list of 100,000 items. */
const STARTUP_GOALS_MS: Readonly<Record<string, number>> = { 'first visit': 400, 'later visit': 150 };

/** Each goal, the measured figure, and the verdict. */
function goals({ latencyMs = {}, floorMs = {}, webgpu, startupMs = {}, sizesGzip = {} }: EngineResults): string[][] {
  const rows: string[][] = [];
  const p50 = (request: Request, engine: Engine) => latencyMs[request]?.[engine]?.p50;
  const compareWithTfjs = (title: string, goal: number, request: Request, engine: 'light' | 'wasm') => {
    const [aisle, tfjs] = [p50(request, engine), p50(request, 'tfjs-wasm')];
    if (aisle && tfjs)
      rows.push([
        title,
        `${goal}× faster than stock tfjs WASM`,
        `${times(tfjs / aisle)} (${engine}: ${aisle} ms, tfjs: ${tfjs} ms)`,
        verdict(tfjs / aisle >= goal),
      ]);
  };
  compareWithTfjs('a new event, then a list of 100 items', 20, 'rerank100', 'light');
  const [allParts, tfjs] = [latencyMs.rerank100AllParts?.p50, p50('rerank100', 'tfjs-wasm')];
  if (allParts && tfjs)
    rows.push([
      'the same with all parts of a score',
      '25× faster than the network alone on stock tfjs WASM',
      `${times(tfjs / allParts)} (light: ${allParts} ms, tfjs: ${tfjs} ms)`,
      verdict(tfjs / allParts >= 25),
    ]);
  for (const [catalogue, goal] of GOALS_BY_CATALOGUE) {
    const title = `20 best of ${count(CATALOGUES[catalogue])} items`;
    compareWithTfjs(title, goal, `topk${catalogue}`, 'wasm');
  }
  const [scan, read] = [p50('topk1m', 'wasm'), floorMs['1m']];
  if (scan && read)
    rows.push([
      `scan of ${count(CATALOGUES['1m'])} items`,
      `at most ${MAX_READS_1M}× one read of the item matrix`,
      `${(scan / read).toFixed(2)}× (one read: ${read} ms)`,
      verdict(scan <= MAX_READS_1M * read),
    ]);
  if (webgpu) {
    const { dispatches, submits, maps, readBytes } = webgpu;
    rows.push([
      'WebGPU work of a request',
      '4 dispatches, 1 submit, 1 map, 16 bytes a result',
      `${dispatches}, ${submits}, ${maps}, ${readBytes / 20} bytes`,
      verdict(dispatches <= 4 && submits <= 1 && maps <= 1 && readBytes <= 320),
    ]);
  }
  const { pageRerank100, emptyRoundTripAfterEvent, rerank100 } = latencyMs;
  if (pageRerank100 && emptyRoundTripAfterEvent && rerank100?.light) {
    const limitMs = 1.1 * (emptyRoundTripAfterEvent.p95 + rerank100.light.p95);
    rows.push([
      '`rerank()` of 100 items in the page, p95',
      `${limitMs.toFixed(2)} ms: 1.1× an empty round trip right after an event plus the computation`,
      `${pageRerank100.p95} ms`,
      verdict(pageRerank100.p95 <= limitMs),
    ]);
  }
  for (const [visit, goalMs] of Object.entries(STARTUP_GOALS_MS)) {
    const ms = startupMs['100k']?.[visit];
    if (ms)
      rows.push([`first ranked list of 100,000 items, ${visit}`, `${goalMs} ms`, `${ms} ms`, verdict(ms <= goalMs)]);
  }
  for (const [name, { goalBytes: goal }] of Object.entries(SIZE_LIMITS)) {
    const bytes = sizesGzip[name];
    if (bytes) rows.push([`size of ${name}`, `${count(goal)} bytes after gzip`, count(bytes), verdict(bytes <= goal)]);
  }
  return rows;
}

function titleOf(request: string): string {
  const catalogue = /^topk(.*)$/.exec(request)?.[1] as Catalogue | undefined;
  if (catalogue) return `20 best of ${count(CATALOGUES[catalogue])}`;
  return `list of ${count(Number(request.replace('rerank', '')))}`;
}

type Column = Readonly<Record<string, Readonly<Record<string, number>>>>;
const byCatalogue = (unit: string, figures: Column, format: (value: number) => string) =>
  table(
    [unit, ...Object.keys(Object.values(figures)[0] ?? {})],
    Object.entries(figures).map(([catalogue, values]) => [
      `${count(CATALOGUES[catalogue as Catalogue])} items`,
      ...Object.values(values).map(format),
    ]),
  );

function verdictText({ latencyMs = {} }: EngineResults, rows: readonly (readonly string[])[]): string {
  const [aisle, tfjs] = [latencyMs.rerank100?.light?.p50, latencyMs.rerank100?.['tfjs-wasm']?.p50];
  const speed =
    aisle && tfjs ? `A list of 100 items takes ${aisle} ms after a new event; stock tfjs takes ${tfjs} ms. ` : '';
  return `${speed}${goalSummary(rows)}`;
}

/** docs/benchmarks/engine.md and its plots. */
export function renderEnginePage(results: EngineResults): PageFiles {
  const { latencyMs = {}, startupMs, memoryBytes, runs = {} } = results;
  const notes = readNotes('engine');
  // Figures as the page sees them have no engine.
  const requests = (Object.entries(latencyMs) as [string, Partial<Record<Engine, Spread>>][]).filter(
    ([, engines]) => !('p50' in engines),
  );
  const engines = [...new Set(requests.flatMap(([, byEngine]) => Object.keys(byEngine)))] as Engine[];
  const byEngine = (corner: string, cell: (spread: Spread | undefined) => string) =>
    table(
      [corner, ...engines.map((engine) => ENGINE_TITLES[engine])],
      requests.map(([request, spreads]) => [titleOf(request), ...engines.map((engine) => cell(spreads[engine]))]),
    );
  const rows = goals(results);
  const startup = startupPlot(results);
  return {
    'engine/latency.svg': latencyPlot(results, engines),
    ...(startup && { 'engine/startup.svg': startup }),
    'engine.md': markdownFile([
      ...pageStart({
        title: 'Engine: speed, size and memory',
        question:
          'How fast is a ranking on the device, beside TensorFlow.js (tfjs) and ONNX Runtime? How much does the engine download and hold in memory?',
        verdict: verdictText(results, rows),
      }),
      table(['what', 'goal', 'measured', ''], rows),
      '![Time from a new event to a ranking](engine/latency.svg)',
      '## From a new event to the answer, in the worker',
      'Milliseconds, p50 / p95. A list has 20, 100 or 1,000 of 12,000 items.',
      byEngine('', spreadText),
      byEngine('first call, ms', (spread) => (spread?.first === undefined ? '–' : String(spread.first))),
      `As the page sees it, \`rerank()\` of 100 items takes ${spreadText(latencyMs.pageRerank100)} ms. An empty round trip to a worker takes ${spreadText(latencyMs.emptyRoundTrip)} ms. Right after an event, when both threads sleep, it takes ${spreadText(latencyMs.emptyRoundTripAfterEvent)} ms.`,
      ...(startup ? ['## Start-up and memory', '![Start-up and memory by catalogue size](engine/startup.svg)'] : []),
      ...(startupMs
        ? [
            'From navigation to the first ranked list. A throttled visit slows the main thread four times.',
            byCatalogue('ms', startupMs, String),
          ]
        : []),
      ...(memoryBytes
        ? ['Memory after a ranking, by tier:', byCatalogue('MB', memoryBytes, (bytes) => (bytes / 1e6).toFixed(1))]
        : []),
      '## How it was measured',
      'Everything runs in a real browser. Rivals run in the same session on the same weights. The weights are random and have the size that `aisle train` produces. The machine is shared, so compare ratios, not milliseconds.',
      'Stock engines compute the whole window of 50 actions again. Aisle computes only the new action.',
      'The WebGPU columns are from the adapter in the last table. SwiftShader is a CPU: its figures show that the programs run, not how fast a GPU is. Calibration does not select such an adapter.',
      notes('Comparison at a million items'),
      '## How to repeat it',
      'Build first (`npx -y pnpm@12 build`). Then run a suite by the command in the last table. To compare with rivals, first run `npx -y pnpm@12 --dir bench/rivals install`. `npx -y pnpm@12 bench latency --page-only` writes this page from `engine.json` without a measurement.',
      '## Missed goals: causes and attempts',
      notes('Missed goals'),
      ...runsSection(runs),
    ]),
  };
}

export const writePage = (results: EngineResults) => writePageFiles(renderEnginePage(results));
