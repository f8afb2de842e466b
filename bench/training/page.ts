import { count, goalSummary, pageStart, runsSection, table, verdict } from '../pages/markdown.js';
import { markdownFile, type PageFiles, writePageFiles } from '../pages/pageFiles.js';
import type { TrainingResults } from './results.js';

const MAX_MEMORY_BYTES = 4e9;
const FASTER = 3;

const KIND_NAMES = { csv: 'CSV', jsonl: 'JSON Lines', parquet: 'Parquet' } as const;

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

function goals({ read = {}, readBefore, train10m }: TrainingResults): string[][] {
  const rows: string[][] = [];
  if (train10m)
    rows.push([
      `training on ${count(train10m.events)} events`,
      `at most ${gigabytes(MAX_MEMORY_BYTES)}, Node's default heap`,
      gigabytes(train10m.peakMemoryBytes),
      verdict(train10m.peakMemoryBytes <= MAX_MEMORY_BYTES),
    ]);
  if (readBefore) {
    const ratio = (field: 'rowsPerSecond' | 'rowsPerProcessorSecond') =>
      readBefore.now[field] / readBefore.before[field];
    rows.push([
      `reading ${count(readBefore.rows)} rows of CSV`,
      `${FASTER} times as fast as build ${readBefore.build}`,
      `${ratio('rowsPerProcessorSecond').toFixed(1)} times by processor time, ${ratio('rowsPerSecond').toFixed(1)} times by the clock`,
      verdict(ratio('rowsPerProcessorSecond') >= FASTER),
    ]);
  }
  const largest = Math.max(
    0,
    ...Object.values(read).flatMap((sizes) => Object.values(sizes).map(({ peakMemoryBytes }) => peakMemoryBytes)),
  );
  if (largest > 0)
    rows.push([
      'reading any of these logs',
      `at most ${gigabytes(MAX_MEMORY_BYTES)}`,
      gigabytes(largest),
      verdict(largest <= MAX_MEMORY_BYTES),
    ]);
  return rows;
}

function readingTable({ read = {} }: TrainingResults): string {
  const rows = (Object.keys(KIND_NAMES) as (keyof typeof KIND_NAMES)[]).flatMap((kind) =>
    Object.values(read[kind] ?? {}).map((figures) => [
      KIND_NAMES[kind],
      count(figures.rows),
      count(figures.rowsPerSecond),
      count(figures.rowsPerProcessorSecond),
      gigabytes(figures.peakMemoryBytes),
    ]),
  );
  return table(['file', 'rows', 'rows a second', 'rows a second of processor time', 'peak memory'], rows);
}

function largeTable(figures: NonNullable<TrainingResults['train10m']>): string {
  return table(
    ['what', 'measured'],
    [
      ['events, items', `${count(figures.events)}, ${count(figures.items)}`],
      ['actions a second in training', count(figures.eventsPerSecond)],
      [
        'actions a second of processor time',
        count(Math.round((figures.eventsPerSecond * figures.minutesPerEpoch) / figures.processorMinutesPerEpoch)),
      ],
      [
        `an epoch of ${count(figures.stepsPerEpoch)} steps, extrapolated from ${count(figures.steps)}`,
        `${figures.minutesPerEpoch} minutes, ${figures.processorMinutesPerEpoch} of processor time`,
      ],
      [
        `counting, score and relations, on ${count(figures.validationExamples)} validation examples`,
        `${figures.minutesAfterEpochs} minutes, ${figures.processorMinutesAfterEpochs} of processor time`,
      ],
      ['peak memory, from reading to the finished model', gigabytes(figures.peakMemoryBytes)],
    ],
  );
}

function rivalsTable({ tfjs, pytorch, epochs }: NonNullable<TrainingResults['rivals']>): string {
  const row = (name: string, { eventsPerSecond, eventsPerProcessorSecond, 'ndcg@10': ndcg }: typeof tfjs) => [
    name,
    count(eventsPerSecond),
    count(eventsPerProcessorSecond),
    ndcg === undefined ? '–' : ndcg.toFixed(4),
  ];
  return table(
    ['network', 'actions a second', 'a second of processor time', `NDCG@10 after ${epochs} epochs`],
    [row('tfjs, as `aisle train`', tfjs), row('PyTorch, as `aisle-trainer`', pytorch)],
  );
}

/** What other programs did, and whether it agrees. */
function elsewhere({ ray, import: imported, sql = {} }: TrainingResults): string[] {
  const rows = Object.entries(sql).map(([engine, { rows, seconds, identical, comparisons }]) => [
    `counting ${count(rows)} events in SQL, ${engine}`,
    `${seconds} s; the same results as ${comparisons ? `the trainer on ${Object.keys(comparisons).join(', ')}` : 'DuckDB'}: ${identical === true ? 'yes' : identical || 'no'}`,
  ]);
  if (ray)
    rows.push([
      `${ray.epochs} epochs on ${ray.workers} workers, ${ray.data}`,
      `killed and resumed (${ray.resumed} ×), the same weights: ${ray.identical ? 'yes' : 'no'}`,
    ]);
  if (imported)
    rows.push([
      'import of a network from PyTorch',
      `scores differ by at most ${imported.maxAbsoluteDifference.toPrecision(2)}, the best 20 are the same in ${imported.sameTop20} histories`,
    ]);
  return rows.length > 0 ? ['## Counting and training elsewhere', table(['what', 'measured'], rows)] : [];
}

/** docs/benchmarks/training.md. */
export function renderTrainingPage(results: TrainingResults): PageFiles {
  const { train10m, rivals, runs = {} } = results;
  const rows = goals(results);
  return {
    'training.md': markdownFile([
      ...pageStart({
        title: 'Training: large logs',
        question:
          'How fast does `aisle train` read and train, and how much memory does it take, on up to ten million events?',
        verdict: goalSummary(rows),
      }),
      table(['what', 'goal', 'measured', ''], rows),
      ...(results.read ? ['## Reading', readingTable(results)] : []),
      ...(train10m ? ['## Ten million events', largeTable(train10m)] : []),
      ...(rivals
        ? ['## The network in tfjs and PyTorch', 'One thread each, in turns on Amazon Beauty.', rivalsTable(rivals)]
        : []),
      ...elsewhere(results),
      '## How it was measured',
      'The logs are invented, and the same for every run. Sessions follow each other over a year. Of 100,000 items, few are popular. A shopper has ten events on average. Each file is read in a separate process, with the default heap of Node.',
      'An epoch takes at most 2,000,000 actions of a log. Other programs ran on the machine at the same time, so processor time says more than the clock. Peak memory is the largest resident set.',
      '## How to repeat it',
      '`npx -y pnpm@12 bench training` writes the logs into `.cache/training` and measures everything. `--help` lists its options. `--page-only` writes this page from `training.json`.',
      ...runsSection(runs),
    ]),
  };
}

export const writePage = (results: TrainingResults) => writePageFiles(renderTrainingPage(results));
