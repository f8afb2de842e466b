import { accuracy } from './accuracy.js';
import { firstLight } from './firstLight.js';
import { latency } from './latency.js';

/** `pnpm bench NAME [options]`: benchmarks by name. Each prints its figures and writes JSON. */
const BENCHMARKS: Readonly<Record<string, { readonly summary: string; readonly run: (args: readonly string[]) => Promise<void> }>> = {
  accuracy: { summary: 'train on the public sets, rank against goals, baselines and what is published; docs/benchmarks/accuracy.md', run: accuracy },
  'first-light': { summary: 'train on Amazon Beauty, evaluate, replay in Chromium with and without WebGPU', run: firstLight },
  latency: { summary: 'the light tier beside tfjs in WebAssembly, in a real browser: start, lists, whole catalogue', run: latency },
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
