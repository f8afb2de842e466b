import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { table } from '../accuracy/format.js';
import { barChart, picture } from '../accuracy/svg.js';
import { root } from '../aisleCli.js';
import { verdict } from '../engine/page.js';
import type { Retraining, SyncResults } from './results.js';
import { CUT_SETS } from './retraining.js';

const folder = path.join(root, 'docs/benchmarks');
const count = (value: number | undefined) => (value === undefined ? '–' : value.toLocaleString('en'));
const percent = (share: number) => `${(100 * share).toPrecision(2)} %`;
const GOAL = 0.03;

function goals({ bytes = {}, faults, fuzz }: SyncResults): string[][] {
  const rows = Object.entries(bytes).map(([size, { full, delta1 }]) => [
    `an update where 1 % of ${size} items changed`,
    `${percent(GOAL)} of the whole`,
    `${percent(delta1! / full!)}: ${count(delta1)} of ${count(full)} bytes`,
    verdict(delta1! / full! <= GOAL),
  ]);
  if (faults)
    rows.push([
      `faults of a CDN, ${count(faults.tried)} updates`,
      'wrong weights are used in none',
      String(faults.wrongWeightsUsed),
      verdict(faults.wrongWeightsUsed === 0),
    ]);
  for (const [read, outcomes] of Object.entries(fuzz ?? {})) {
    const inputs = Object.values(outcomes).reduce((sum, number) => sum + number, 0);
    rows.push([
      `a malformed ${read}, ${count(inputs)} times`,
      'refused or taken, nothing allocated without end',
      Object.entries(outcomes)
        .map(([outcome, number]) => `${outcome} ${count(number)}`)
        .join(', '),
      verdict(inputs >= 100_000),
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
  const { title, day } = CUT_SETS[name]!;
  return [
    [`${title}, ${day}: ${count(items)} items`, 'as it was', ndcgOf('before'), '–', count(bytes.none)],
    [
      `next day: ${count(newItems)} new, ${count(changedItems)} changed`,
      '`--from`',
      ndcgOf('continued'),
      minutes('continued'),
      `${count(bytes.nextDay)} (${percent(bytes.nextDay / bytes.full)})`,
    ],
    [
      '',
      '`--from --refresh-encoder`',
      ndcgOf('refreshed'),
      minutes('refreshed'),
      `${count(bytes.refreshed)} (${percent(bytes.refreshed / bytes.full)})`,
    ],
    [`${count(testExamples)} test examples, all later`, 'anew', ndcgOf('full'), minutes('full'), count(bytes.full)],
  ];
}

/** Rewrites docs/benchmarks/sync.md from the results, and its plot. */
export async function writePage(results: SyncResults): Promise<void> {
  const { bytes = {}, ms = {}, day, retraining = {}, occasions = {} } = results;
  await mkdir(path.join(folder, 'sync'), { recursive: true });
  const steps = [
    ['full', 'first load'],
    ['nextDay', 'next day'],
    ['delta1', '1 % changed'],
    ['none', 'no news'],
  ] as const;
  const sizes = Object.keys(bytes);
  if (sizes.length > 0) {
    const chart = barChart(
      { title: 'What a device loads', xLabel: '', yLabel: 'share of the whole release, per cent' },
      sizes.map((size) => ({
        name: `${size} items`,
        note: '',
        values: steps.slice(1).map(([step]) => (100 * bytes[size]![step]!) / bytes[size]!.full!),
      })),
      steps.slice(1).map(([, name]) => ({ name })),
    );
    await writeFile(path.join(folder, 'sync/share.svg'), picture(chart));
  }
  const sections = [
    '# Updates of the weights: what a device loads, and what comes of a broken network',
    'Written from `sync.json` by `npx -y pnpm@12 bench sync` and, for faults, by `npx -y pnpm@12 test:long test/long/sync`.',
    '## Goals',
    table(['what', 'goal', 'measured', ''], goals(results)),
    '## On the wire',
    'Bytes as Chromium counts them (`transferSize`, headers included) for everything that the worker asks for, from a folder that `aisle publish` wrote and a server that serves its brotli copies, first load and updates alike. The time is from the script’s start to the release in use, on this machine without a network between. The weights of these two catalogues are invented, on the same steps and with as many neighbours as trained ones; in the next day’s as large a share of the items changed and was added as on a day of RetailRocket’s log' +
      (day ? `: ${percent(day.changed)} changed, ${percent(day.added)} new.` : '.'),
    table(
      ['items', ...steps.map(([, name]) => `${name}, bytes (ms)`)],
      sizes.map((size) => [
        size,
        ...steps.map(([step]) => `${count(bytes[size]![step])} (${count(ms[size]?.[step])})`),
      ]),
    ),
    '![What a device loads](sync/share.svg)',
    '## A real next day',
    'A log cut at a day, trained, and trained again a day later: going on from the release (`--from`: the encoder and items without a new event keep every bit), the same with the encoder refreshed, and all anew. NDCG@10 on the decisions of all later days, none of which was trained on or chosen by; bytes are those of the update by a device that has the release of the day before.',
    table(['log', 'trained', 'NDCG@10', 'minutes', 'bytes'], Object.entries(retraining).flatMap(retrainingRows)),
    '## Runs',
    table(
      ['suite', 'date', 'command', 'machine', 'browser'],
      Object.entries(occasions).map(([suite, { date, command, machine, browser = '–' }]) => [
        suite,
        date,
        `\`${command}\``,
        machine,
        browser,
      ]),
    ),
  ];
  await writeFile(path.join(folder, 'sync.md'), `${sections.join('\n\n')}\n`);
}
