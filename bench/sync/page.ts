import { barPlot } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
import { count, goalSummary, pageStart, percent, runsSection, table, verdict } from '../pages/markdown.js';
import { markdownFile, type PageFiles, writePageFiles } from '../pages/pageFiles.js';
import type { Retraining, SyncResults } from './results.js';
import { DATED_LOGS } from './retraining.js';

const UPDATE_GOAL = 0.03;
const MALFORMED_INPUTS = 100_000;

const STEPS = [
  ['full', 'first download'],
  ['nextDay', 'next day'],
  ['delta1', '1 % changed'],
  ['none', 'no update'],
] as const;
const COLOURS: readonly Series['colour'][] = ['grey', 'blue', 'green', 'purple'];
const STEP_SERIES = STEPS.map(([, name], i): Series => ({ name, colour: COLOURS[i]! }));

function goals({ bytes = {}, faults, fuzz }: SyncResults): string[][] {
  const rows = Object.entries(bytes).map(([size, { full, delta1 }]) => [
    `an update of a release of ${size} items, 1 % of them changed`,
    `${percent(UPDATE_GOAL)} of the release`,
    `${percent(delta1! / full!)}: ${count(delta1)} of ${count(full)} bytes`,
    verdict(delta1! / full! <= UPDATE_GOAL),
  ]);
  if (faults)
    rows.push([
      `${count(faults.tried)} updates from a faulty CDN`,
      'wrong weights are never used',
      `used ${faults.wrongWeightsUsed} times`,
      verdict(faults.wrongWeightsUsed === 0),
    ]);
  for (const [kind, outcomes] of Object.entries(fuzz ?? {})) {
    const inputs = Object.values(outcomes).reduce((sum, number) => sum + number, 0);
    rows.push([
      `${count(inputs)} malformed inputs: ${kind}`,
      'accepted or refused with a code, memory bounded',
      Object.entries(outcomes)
        .map(([outcome, number]) => `${outcome} ${count(number)}`)
        .join(', '),
      verdict(inputs >= MALFORMED_INPUTS),
    ]);
  }
  return rows;
}

function retrainingRows([name, { items, newItems, changedItems, testExamples, ndcg, trainMinutes, bytes }]: [
  string,
  Retraining,
]): string[][] {
  const ndcgOf = (kind: keyof Retraining['ndcg']) => ndcg[kind].toFixed(4);
  const minutes = (kind: keyof Retraining['trainMinutes']) => trainMinutes[kind].toFixed(1);
  const update = (size: number) => `${count(size)} (${percent(size / bytes.full)})`;
  const { title, day } = DATED_LOGS[name]!;
  return [
    [`${title}, ${day}: ${count(items)} items`, 'release of the day before', ndcgOf('before'), '–', count(bytes.none)],
    [
      `next day: ${count(newItems)} new items, ${count(changedItems)} changed`,
      '`--from`',
      ndcgOf('continued'),
      minutes('continued'),
      update(bytes.nextDay),
    ],
    ['', '`--from --refresh-encoder`', ndcgOf('refreshed'), minutes('refreshed'), update(bytes.refreshed)],
    [`${count(testExamples)} later test examples`, 'from scratch', ndcgOf('full'), minutes('full'), count(bytes.full)],
  ];
}

function bytesPlot(bytes: NonNullable<SyncResults['bytes']>): string {
  return figure({
    title: 'What a device downloads for an update',
    subtitle: 'Share of the first download and bytes, headers included, as Chromium counts them. Less is better.',
    panelHeight: 120,
    panels: Object.entries(bytes).map(([size, steps]) => ({
      title: `${size} items: ${count(steps.full)} bytes at first`,
      plot: barPlot(
        STEPS.slice(1).map(([step, name], i) => {
          const share = (100 * steps[step]!) / steps.full!;
          const label = `${Number(share.toPrecision(2))} %, ${count(steps[step])} bytes`;
          return { name, value: share, label, series: STEP_SERIES[i + 1]! };
        }),
        { xLabel: '% of the first download', nameWidth: 88, labelWidth: 134 },
      ),
    })),
  });
}

/** docs/benchmarks/sync.md and its plot. */
export function renderSyncPage(results: SyncResults): PageFiles {
  const { bytes = {}, ms = {}, day, retraining = {}, runs = {} } = results;
  const sizes = Object.keys(bytes);
  const rows = goals(results);
  const change = day ? `: ${percent(day.changed)} changed, ${percent(day.added)} new` : '';
  return {
    ...(sizes.length > 0 && { 'sync/bytes.svg': bytesPlot(bytes) }),
    'sync.md': markdownFile([
      ...pageStart({
        title: 'Weight updates: bytes and faults',
        question:
          'What does a device download at first, and for each later release? Do faults of the network ever lead to wrong weights?',
        verdict: goalSummary(rows),
      }),
      table(['what', 'goal', 'measured', ''], rows),
      ...(sizes.length > 0 ? ['![What a device downloads for an update](sync/bytes.svg)'] : []),
      '## Downloads',
      table(
        ['items', ...STEPS.map(([, name]) => `${name}, bytes (ms)`)],
        sizes.map((size) => [
          size,
          ...STEPS.map(([step]) => `${count(bytes[size]![step])} (${count(ms[size]?.[step])})`),
        ]),
      ),
      '## Releases of two real days',
      'A log is cut at a day. A release is trained on the events before it, and three more releases a day later:',
      [
        '- `--from` continues from the first release. The encoder and items without a new event keep every bit.',
        '- `--from --refresh-encoder` also trains the encoder further.',
        '- The last release is trained from scratch.',
      ].join('\n'),
      'The bytes are those of the update for a device that has the first release.',
      table(['log', 'trained', 'NDCG@10', 'minutes', 'bytes'], Object.entries(retraining).flatMap(retrainingRows)),
      'NDCG@10 is measured on the decisions of all later days. Neither training nor model selection uses these days.',
      '## How it was measured',
      'The bytes are everything that the worker requests, by `transferSize` in Chromium. `aisle publish` wrote the folder, and the server sends its brotli copies, for first downloads and updates. The time runs from the start of the script to the release in use. There is no network between server and browser.',
      `The weights of the two catalogues are synthetic. They have the quantization steps and the number of neighbours of trained releases. The share of items that the next day changes or adds is that of a day in the RetailRocket log${change}.`,
      '## How to repeat it',
      'Build first (`npx -y pnpm@12 build`). Then run `npx -y pnpm@12 bench sync`, for everything or with `--set NAME`. The faults are `npx -y pnpm@12 test:long test/long/sync`. `npx -y pnpm@12 bench sync --page-only` writes this page from `sync.json` without a measurement.',
      ...runsSection(runs),
    ]),
  };
}

export const writePage = (results: SyncResults) => writePageFiles(renderSyncPage(results));
