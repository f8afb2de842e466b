import { accuracy } from './accuracy.js';
import { compare } from './compare/compare.js';
import { decisions } from './decisions/decisions.js';
import { endToEnd } from './endToEnd.js';
import { latency } from './engine/latency.js';
import { memory } from './engine/memory.js';
import { size } from './engine/size.js';
import { startup } from './engine/startup.js';
import { explain } from './explain/explain.js';
import { histories } from './lists/histories.js';
import { lists } from './lists/lists.js';
import { page } from './page/page.js';
import { PAGES, type PageName } from './pages/allPages.js';
import { writePageFiles } from './pages/pageFiles.js';
import { sync } from './sync/sync.js';
import { tracker } from './tracker/tracker.js';
import { sql } from './training/sql.js';
import { trainer } from './training/trainer.js';
import { training } from './training/training.js';

interface Benchmark {
  readonly summary: string;
  readonly page?: PageName;
  readonly run: (args: readonly string[]) => Promise<void>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  accuracy: { summary: 'prediction quality on public data sets, beside baselines', page: 'accuracy', run: accuracy },
  compare: { summary: 'cost of this build beside an earlier build', page: 'compare', run: compare },
  decisions: { summary: 'what decisions rest on: order timing and more', page: 'decisions', run: decisions },
  'end-to-end': { summary: 'train, evaluate and replay in a browser; results must agree', run: endToEnd },
  explain: { summary: 'explanations beside the whole engine; prints JSON', run: explain },
  histories: { summary: 'rows that the example shop shows for twelve histories', page: 'lists', run: histories },
  latency: { summary: 'time from an event to a ranking, beside tfjs and ONNX Runtime', page: 'engine', run: latency },
  lists: { summary: 'what lists look like: companions, variety, new shoppers', page: 'lists', run: lists },
  memory: { summary: 'memory of the worker and the GPU by catalogue size', page: 'engine', run: memory },
  page: { summary: 'layout shifts and main-thread time of a shop with and without Aisle', page: 'page', run: page },
  size: { summary: 'bytes that a page downloads', page: 'engine', run: size },
  sql: { summary: 'counting in SQL, beside the trainer: time, and equal counts', page: 'training', run: sql },
  startup: { summary: 'time from navigation to the first ranked list', page: 'engine', run: startup },
  sync: { summary: 'bytes of a first download and of updates', page: 'sync', run: sync },
  tracker: { summary: 'main-thread time of an event, beside PostHog and Snowplow', page: 'tracker', run: tracker },
  trainer: {
    summary: 'the network trained in tfjs and in PyTorch, on Ray, and imported',
    page: 'training',
    run: trainer,
  },
  training: {
    summary: 'speed and memory of reading and training up to ten million events',
    page: 'training',
    run: training,
  },
};

const USAGE = [
  'pnpm bench NAME [options]     run a benchmark, store its figures and write its page',
  'pnpm bench NAME --page-only   write the page from the stored figures',
  'pnpm bench --page-only        write all pages',
  '',
  'Benchmarks:',
  ...Object.entries(BENCHMARKS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`),
].join('\n');

async function writePages(names: readonly PageName[]): Promise<void> {
  for (const name of names) {
    await writePageFiles(PAGES[name]());
    console.log(`Wrote docs/benchmarks/${name}.md`);
  }
}

const args = process.argv.slice(2);
const name = args[0]?.startsWith('-') ? undefined : args[0];
const benchmark = name === undefined ? undefined : BENCHMARKS[name];
const pageOnly = args.includes('--page-only');
if (name !== undefined && !benchmark) {
  console.error(`The benchmark ${JSON.stringify(name)} does not exist.\n\n${USAGE}`);
  process.exitCode = 1;
} else if (pageOnly && benchmark && !benchmark.page) {
  console.error(`The benchmark ${JSON.stringify(name)} has no page.`);
  process.exitCode = 1;
} else if (pageOnly) await writePages(benchmark?.page ? [benchmark.page] : (Object.keys(PAGES) as PageName[]));
else if (benchmark) await benchmark.run(args.slice(1));
else console.log(USAGE);
