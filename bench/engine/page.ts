import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SIZE_LIMITS } from '../../scripts/bundleSizes.js';
import { lineChart, picture } from '../accuracy/svg.js';
import { root } from '../aisleCli.js';
import type { Spread } from '../results.js';
import { CATALOGUES, type Catalogue, type EngineResults } from './results.js';

const folder = path.join(root, 'docs/benchmarks');
const TITLES: Readonly<Record<string, string>> = {
  light: 'light (plain arrays)',
  wasm: 'wasm',
  webgpu: 'webgpu',
  'tfjs-wasm': 'tfjs WASM',
  'tfjs-cpu': 'tfjs CPU',
  'tfjs-webgpu': 'tfjs WebGPU',
  'ort-wasm': 'ONNX Runtime WASM',
};

const COLOURS: Readonly<Record<string, string>> = {
  light: '#0969da',
  wasm: '#1a7f37',
  webgpu: '#8250df',
  'tfjs-wasm': '#bc4c00',
  'tfjs-cpu': '#6e7781',
  'tfjs-webgpu': '#bf3989',
  'ort-wasm': '#9a6700',
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const ms = (spread: Spread | undefined) => (spread ? `${spread.p50} / ${spread.p95}` : '–');
const times = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)}×`;
export const verdict = (met: boolean) => (met ? 'met' : '**missed**');

/** Each goal of the engine, what was measured, and whether that is enough. */
function goals({ latencyMs = {}, floorMs = {}, webgpu, sizesGzip = {} }: EngineResults): string[][] {
  const rows: string[][] = [];
  const p50 = (asked: `rerank${number}` | `topk${Catalogue}`, engine: 'light' | 'wasm' | 'tfjs-wasm') =>
    latencyMs[asked]?.[engine]?.p50;
  const faster = (
    title: string,
    goal: number,
    asked: `rerank${number}` | `topk${Catalogue}`,
    engine: 'light' | 'wasm',
  ) => {
    const [own, rival] = [p50(asked, engine), p50(asked, 'tfjs-wasm')];
    if (own && rival)
      rows.push([
        title,
        `${goal}× faster than stock tfjs WASM`,
        `${times(rival / own)} (${engine}: ${own} ms, tfjs: ${rival} ms)`,
        verdict(rival / own >= goal),
      ]);
  };
  faster('an event, then a rerank of 100', 20, 'rerank100', 'light');
  for (const [catalogue, goal] of [
    ['12k', 8],
    ['100k', 5],
    ['1m', 5],
  ] as const) {
    faster(`twenty best of ${CATALOGUES[catalogue].toLocaleString('en')}`, goal, `topk${catalogue}`, 'wasm');
    const [own, floor] = [p50(`topk${catalogue}`, 'wasm'), floorMs[catalogue]];
    if (own && floor)
      rows.push([
        `the same`,
        'within 2× of reading the bytes once',
        `${times(own / floor)} (${floor} ms)`,
        verdict(own <= 2 * floor),
      ]);
  }
  if (webgpu) {
    const { dispatches, submits, maps, readBytes } = webgpu;
    rows.push([
      'WebGPU, a request',
      '4 dispatches, 1 submit, 1 map, 16 bytes a result',
      `${dispatches}, ${submits}, ${maps}, ${readBytes / 20} bytes`,
      verdict(dispatches <= 4 && submits <= 1 && maps <= 1 && readBytes <= 320),
    ]);
  }
  const { pageRerank100, emptyRoundTrip, rerank100 } = latencyMs;
  if (pageRerank100 && emptyRoundTrip && rerank100?.light) {
    const limit = 2 * emptyRoundTrip.p95 + rerank100.light.p95;
    rows.push([
      '`rerank()` of 100 seen from the page, p95',
      'within 2× of an empty round trip, plus the compute',
      `${pageRerank100.p95} ms of ${limit.toFixed(2)}`,
      verdict(pageRerank100.p95 <= limit),
    ]);
  }
  for (const [name, { limitBytes }] of Object.entries(SIZE_LIMITS)) {
    const bytes = sizesGzip[name] ?? sizesGzip[`plugin aisle-${name}.js`];
    if (bytes)
      rows.push([
        `${name}, gzip`,
        `${limitBytes.toLocaleString('en')} bytes`,
        bytes.toLocaleString('en'),
        verdict(bytes <= limitBytes),
      ]);
  }
  return rows;
}

/** Rewrites docs/benchmarks/engine.md from the results, and its plot. */
export async function writePage(results: EngineResults): Promise<void> {
  const { latencyMs = {}, startupMs, memoryBytes, occasions = {} } = results;
  // What the page sees has one answer, the others one for each engine.
  const asked = (Object.entries(latencyMs) as [string, Partial<Record<string, Spread>>][]).filter(
    ([, by]) => !('p50' in by),
  );
  const engines = [...new Set(asked.flatMap(([, by]) => Object.keys(by)))];
  const series = engines.map((engine) => ({
    name: TITLES[engine]!,
    colour: COLOURS[engine]!,
    points: (Object.entries(CATALOGUES) as [Catalogue, number][]).flatMap(([catalogue, itemCount]) => {
      const spread = (latencyMs[`topk${catalogue}`] as Partial<Record<string, Spread>> | undefined)?.[engine];
      return spread ? [{ x: Math.log10(itemCount), y: Math.log10(spread.p50) }] : [];
    }),
  }));
  const floor = (Object.entries(CATALOGUES) as [Catalogue, number][]).flatMap(([catalogue, itemCount]) => {
    const readMs = results.floorMs?.[catalogue];
    return readMs ? [{ x: Math.log10(itemCount), y: Math.log10(readMs) }] : [];
  });
  await mkdir(path.join(folder, 'engine'), { recursive: true });
  const labels = {
    title: 'Twenty best after a new event',
    xLabel: 'items, power of ten',
    yLabel: 'median ms, power of ten',
  };
  await writeFile(
    path.join(folder, 'engine/latency.svg'),
    picture(lineChart(labels, [...series, { name: 'one reading of the bytes', colour: '#24292f', points: floor }])),
  );
  const sections = [
    '# The engine: speed, size, memory',
    'Written by `npx -y pnpm@12 bench latency | startup | size | memory` from `engine.json`. Everything runs in a real browser, rivals in the same run on the same weights (random ones, of the size that `aisle train` makes). Speeds are to be read as ratios: the machine is shared.',
    '## Goals',
    table(['what', 'goal', 'measured', ''], goals(results)),
    '## From a new event to the answer, in the worker',
    'Milliseconds, p50 / p95. `rerank` of a list of 20, 100, 1,000 out of 12,000 items; `topk`: the twenty best of the catalogue. Stock engines compute the whole window of 50 actions again; Aisle computes the new one.',
    table(
      ['', ...engines.map((engine) => TITLES[engine]!)],
      asked.map(([name, by]) => [name, ...engines.map((engine) => ms(by[engine]))]),
    ),
    table(
      ['first call, ms', ...engines.map((engine) => TITLES[engine]!)],
      asked.map(([name, by]) => [
        name,
        ...engines.map((engine) => (by[engine]?.first === undefined ? '–' : String(by[engine]!.first))),
      ]),
    ),
    `Seen from the page: \`rerank()\` of 100 items ${ms(latencyMs.pageRerank100)} ms, an empty worker round trip ${ms(latencyMs.emptyRoundTrip)} ms; at the same moment, after an event, when both threads sleep, ${ms(latencyMs.emptyRoundTripAfterEvent)} ms.`,
    '![Latency against catalogue size](engine/latency.svg)',
    'The WebGPU columns are of the adapter named below. On SwiftShader, which is a CPU, they show that the programs run, not how fast a GPU is; calibration leaves such an adapter alone.',
    ...(startupMs
      ? [
          '## From navigation to the first ranked list',
          table(
            ['ms', ...Object.keys(Object.values(startupMs)[0] ?? {})],
            Object.entries(startupMs).map(([name, by]) => [name, ...Object.values(by).map(String)]),
          ),
        ]
      : []),
    ...(memoryBytes
      ? [
          '## Memory',
          table(
            ['MB', ...Object.keys(Object.values(memoryBytes)[0] ?? {})],
            Object.entries(memoryBytes).map(([name, by]) => [
              name,
              ...Object.values(by).map((bytes) => (bytes / 1e6).toFixed(1)),
            ]),
          ),
        ]
      : []),
    '## Why, where a goal is missed',
    (await readFile(path.join(root, 'bench/engine/notes.md'), 'utf8')).trim(),
    '## Runs',
    table(
      ['suite', 'date', 'command', 'machine', 'browser', 'adapter'],
      Object.entries(occasions).map(([suite, { date, command, machine, browser = '–', adapter = '–' }]) => [
        suite,
        date,
        `\`${command}\``,
        machine,
        browser,
        adapter,
      ]),
    ),
  ];
  await writeFile(path.join(folder, 'engine.md'), `${sections.join('\n\n')}\n`);
}
