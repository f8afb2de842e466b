import { accuracy } from './accuracy.js';
import { compare } from './compare/compare.js';
import { latency } from './engine/latency.js';
import { memory } from './engine/memory.js';
import { size } from './engine/size.js';
import { startup } from './engine/startup.js';
import { firstLight } from './firstLight.js';
import { page } from './page/page.js';
import { sync } from './sync/sync.js';
import { tracker } from './tracker/tracker.js';

/** `pnpm bench NAME [options]`: benchmarks by name. Each prints its figures and writes JSON. */
const BENCHMARKS: Readonly<
  Record<string, { readonly summary: string; readonly run: (args: readonly string[]) => Promise<void> }>
> = {
  accuracy: {
    summary:
      'train on the public sets, rank against goals, baselines and what is published; docs/benchmarks/accuracy.md',
    run: accuracy,
  },
  compare: {
    summary: 'what an event and a rerank cost beside another checkout, in turns; docs/benchmarks/compare.md',
    run: compare,
  },
  'first-light': {
    summary: 'train on Amazon Beauty, evaluate, replay in Chromium with and without WebGPU',
    run: firstLight,
  },
  latency: {
    summary:
      'from an event to a ranking on every tier, beside tfjs and ONNX Runtime, in a real browser; docs/benchmarks/engine.md',
    run: latency,
  },
  memory: { summary: 'what the worker and the GPU hold, by catalogue; docs/benchmarks/engine.md', run: memory },
  page: {
    summary:
      'lists in order at first paint, what moves and what the main thread does, with Aisle and without; docs/benchmarks/page.md',
    run: page,
  },
  size: { summary: 'what a page downloads; docs/benchmarks/engine.md', run: size },
  startup: { summary: 'from navigation to the first ranked list; docs/benchmarks/engine.md', run: startup },
  sync: {
    summary:
      'what a device loads of a release and of the next one, and what going on from a release costs; docs/benchmarks/sync.md',
    run: sync,
  },
  tracker: {
    summary: 'what an event costs the page, beside PostHog and Snowplow; docs/benchmarks/tracker.md',
    run: tracker,
  },
};

const [name = '', ...args] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (benchmark) {
  await benchmark.run(args);
} else {
  const list = Object.entries(BENCHMARKS).map(([known, { summary }]) => `  ${known.padEnd(14)}${summary}`);
  console.error([`Asked for the benchmark ${JSON.stringify(name)}. There are:`, ...list].join('\n'));
  process.exitCode = 1;
}
