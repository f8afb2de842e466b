import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SIZE_LIMITS } from '../../scripts/bundleSizes.js';
import { table } from '../accuracy/format.js';
import { barChart, picture } from '../accuracy/svg.js';
import { root } from '../aisleCli.js';
import { verdict } from '../engine/page.js';
import type { Spread } from '../results.js';
import type { TrackerResults } from './results.js';

const folder = path.join(root, 'docs/benchmarks');
const TITLES: Readonly<Record<string, string>> = {
  aisle: 'Aisle',
  'aisle-encrypted': 'Aisle, encrypting',
  posthog: 'PostHog',
  snowplow: 'Snowplow',
  'snowplow-default': 'Snowplow as it comes',
};
const titleOf = (variant: string) => TITLES[variant] ?? variant;
const count = (value: number) => value.toLocaleString('en');
const ms = (spread: Spread | undefined) => (spread ? `${spread.p50} / ${spread.p95}` : '–');

function goals({ mainThreadMsPerEvent, kills, departures, fuzz, sizesGzip }: TrackerResults): string[][] {
  const rows: string[][] = [];
  if (mainThreadMsPerEvent?.aisle !== undefined) {
    const { aisle, ...others } = mainThreadMsPerEvent;
    for (const rival of ['posthog', 'snowplow'] as const) {
      const theirs = others[rival];
      if (theirs !== undefined)
        rows.push([
          `an event on the main thread, beside ${titleOf(rival)}`,
          'no more',
          `${aisle} ms, ${theirs} ms`,
          verdict(aisle <= theirs),
        ]);
    }
  }
  if (kills)
    rows.push([
      `a tab killed while it writes, ${count(kills.runs)} times`,
      'nothing acknowledged lost, nothing torn',
      `${kills.acknowledgedLost}, ${kills.tornRecords}`,
      verdict(kills.acknowledgedLost + kills.tornRecords === 0),
    ]);
  if (departures)
    rows.push([
      `a page left for another site, ${count(departures.runs)} times, with an event at the click and one at pagehide`,
      '999 of 1,000 kept',
      `${departures.lost} of ${count(2 * departures.runs)} lost`,
      verdict(departures.lost <= (2 * departures.runs) / 1000),
    ]);
  if (fuzz)
    rows.push([
      `malformed inputs at every door, ${count(fuzz.inputs)}`,
      'nothing thrown into the page',
      `${fuzz.uncaught}`,
      verdict(fuzz.uncaught === 0),
    ]);
  if (sizesGzip) {
    const trackerLimit = SIZE_LIMITS.tracker.limitBytes;
    const ga4PageLimit = trackerLimit + 3 * SIZE_LIMITS.plugin.limitBytes;
    rows.push([
      'tracker, gzip',
      `${count(trackerLimit)} bytes`,
      count(sizesGzip.tracker),
      verdict(sizesGzip.tracker <= trackerLimit),
    ]);
    rows.push([
      'a page with GA4, TCF and impressions, gzip',
      `${count(ga4PageLimit)} bytes`,
      count(sizesGzip.ga4Page),
      verdict(sizesGzip.ga4Page <= ga4PageLimit),
    ]);
  }
  return rows;
}

/** Rewrites docs/benchmarks/tracker.md from the results, and its plot. */
export async function writePage(results: TrackerResults): Promise<void> {
  const {
    mainThreadMsPerEvent = {},
    callMs = {},
    durableEventsPerSecond,
    durableEventsPerSecondFourAtOnce,
    bytesPerEvent,
    jsonBytesPerEvent,
    sizesGzip,
    missingOfGa4Page = [],
    departures,
    occasions = {},
  } = results;
  const variants = Object.keys(mainThreadMsPerEvent);
  await mkdir(path.join(folder, 'tracker'), { recursive: true });
  const chart = barChart(
    { title: 'One event on the main thread', xLabel: '', yLabel: 'milliseconds of processor time' },
    variants.map((variant) => ({ name: titleOf(variant), note: '', values: [mainThreadMsPerEvent[variant]!] })),
    [{ name: 'the call and what it puts off' }],
  );
  await writeFile(path.join(folder, 'tracker/main-thread.svg'), picture(chart));
  const sections = [
    '# The tracker: what an event costs, and what becomes of it',
    'Written from `tracker.json` by `npx -y pnpm@12 bench tracker` and, for faults, by `npx -y pnpm@12 test:long`. Everything runs in a real browser.',
    '## Goals',
    table(['what', 'goal', 'measured', ''], goals(results)),
    '## On the main thread',
    `One page holds all of them and takes turns; every event is a task of its own. Counted is the processor time of all tasks on the main thread until nothing is left to send or to store, less that of the same timers without a tracker. \`call\` is the time until the call returned (p50 / p95).`,
    table(
      ['ms an event', 'main thread', 'call'],
      variants.map((variant) => [titleOf(variant), String(mainThreadMsPerEvent[variant]), ms(callMs[variant])]),
    ),
    '![One event on the main thread](tracker/main-thread.svg)',
    (await readFile(path.join(root, 'bench/tracker/notes.md'), 'utf8')).trim(),
    '## On the device',
    ...(durableEventsPerSecond === undefined
      ? []
      : [
          `Events acknowledged in a second: ${count(durableEventsPerSecond)} one after the other, ${count(durableEventsPerSecondFourAtOnce!)} with four under way. An event of one item with name, brand, category and price takes ${count(bytesPerEvent!)} bytes as the browser counts IndexedDB, its log and index included; as JSON it has ${count(jsonBytesPerEvent!)}.`,
        ]),
    ...(sizesGzip
      ? [
          `Tracker and store ${count(sizesGzip.tracker)} bytes gzip; a page with GA4, TCF and impressions ${count(sizesGzip.ga4Page)}${missingOfGa4Page.length > 0 ? ` (not built, so not counted: ${missingOfGa4Page.join(', ')})` : ''}.`,
        ]
      : []),
    ...(departures && departures.losses.length > 0
      ? ['## Events that were lost when the page was left', departures.losses.map((loss) => `- ${loss}`).join('\n')]
      : []),
    '## Runs',
    table(
      ['suite', 'date', 'command', 'machine', 'browser', 'rivals'],
      Object.entries(occasions).map(([suite, { date, command, machine, browser = '–', rivals }]) => [
        suite,
        date,
        `\`${command}\``,
        machine,
        browser,
        rivals ? Object.values(rivals).join(', ') : '–',
      ]),
    ),
  ];
  await writeFile(path.join(folder, 'tracker.md'), `${sections.join('\n\n')}\n`);
}
