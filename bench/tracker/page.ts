import { SIZE_LIMITS } from '../../scripts/bundleSizes.js';
import { barPlot } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
import {
  count,
  goalSummary,
  list,
  pageStart,
  readNotes,
  runsSection,
  spreadText,
  table,
  verdict,
} from '../pages/markdown.js';
import { markdownFile, type PageFiles, writePageFiles } from '../pages/pageFiles.js';
import type { TrackerResults } from './results.js';

const TITLES: Readonly<Record<string, string>> = {
  aisle: 'Aisle',
  'aisle-encrypted': 'Aisle, encrypted',
  posthog: 'PostHog',
  snowplow: 'Snowplow',
  'snowplow-default': 'Snowplow, defaults',
};
const titleOf = (variant: string) => TITLES[variant] ?? variant;

function goals({ mainThreadMsPerEvent, kills, departures, fuzz, sizesGzip }: TrackerResults): string[][] {
  const rows: string[][] = [];
  for (const rival of ['posthog', 'snowplow'] as const) {
    const [aisleMs, rivalMs] = [mainThreadMsPerEvent?.aisle, mainThreadMsPerEvent?.[rival]];
    if (aisleMs !== undefined && rivalMs !== undefined)
      rows.push([
        `main-thread time of an event, beside ${titleOf(rival)}`,
        `at most ${rivalMs} ms`,
        `${aisleMs} ms`,
        verdict(aisleMs <= rivalMs),
      ]);
  }
  if (kills)
    rows.push([
      `a tab is killed while it writes, ${count(kills.runs)} times`,
      'no acknowledged event lost, no incomplete record',
      `${kills.acknowledgedLost} lost, ${kills.tornRecords} incomplete`,
      verdict(kills.acknowledgedLost + kills.tornRecords === 0),
    ]);
  if (departures)
    rows.push([
      `the shopper leaves for another site, ${count(departures.runs)} times, with an event at the click and one at \`pagehide\``,
      '999 of 1,000 events kept',
      `${departures.lost} of ${count(2 * departures.runs)} lost`,
      verdict(departures.lost <= (2 * departures.runs) / 1000),
    ]);
  if (fuzz)
    rows.push([
      `${count(fuzz.inputs)} malformed inputs to every public function`,
      'no error reaches the page',
      `${fuzz.uncaught} errors`,
      verdict(fuzz.uncaught === 0),
    ]);
  if (sizesGzip)
    rows.push([
      'size of tracker',
      `${count(SIZE_LIMITS.tracker.goalBytes)} bytes after gzip`,
      count(sizesGzip.tracker),
      verdict(sizesGzip.tracker <= SIZE_LIMITS.tracker.goalBytes),
    ]);
  return rows;
}

const AISLE: Series = { name: 'Aisle', colour: 'blue' };
const RIVAL: Series = { name: 'other trackers', colour: 'grey' };

function mainThreadPlot({ mainThreadMsPerEvent = {}, callMs = {} }: TrackerResults): string {
  const bars = (msOf: (variant: string) => number) =>
    Object.keys(mainThreadMsPerEvent).map((variant) => {
      const value = msOf(variant);
      const series = variant.startsWith('aisle') ? AISLE : RIVAL;
      return { name: titleOf(variant), value, label: `${value} ms`, series };
    });
  const options = { xLabel: 'ms', nameWidth: 124, labelWidth: 64 } as const;
  return figure({
    title: 'Cost of one event on the main thread',
    subtitle: 'Milliseconds in Chromium on two CPU cores, all trackers in turns in one page. Less is better.',
    legend: [AISLE, RIVAL],
    panelHeight: 190,
    panels: [
      {
        title: 'Processor time, with deferred work',
        plot: barPlot(
          bars((variant) => mainThreadMsPerEvent[variant]!),
          options,
        ),
      },
      {
        title: 'Time until the call returns, median',
        plot: barPlot(
          bars((variant) => callMs[variant]!.p50),
          options,
        ),
      },
    ],
  });
}

/** docs/benchmarks/tracker.md and its plot. */
export function renderTrackerPage(results: TrackerResults): PageFiles {
  const { mainThreadMsPerEvent = {}, callMs = {}, sizesGzip, missingOfGa4Page = [], departures, runs = {} } = results;
  const notes = readNotes('tracker');
  const rows = goals(results);
  const notBuilt = missingOfGa4Page.length > 0 ? ` Not built, so not counted: ${missingOfGa4Page.join(', ')}.` : '';
  return {
    'tracker/main-thread.svg': mainThreadPlot(results),
    'tracker.md': markdownFile([
      ...pageStart({
        title: 'Tracker: cost of an event, and events that survive',
        question:
          'How much main-thread time does an event cost, beside PostHog and Snowplow? Which faults lose an event?',
        verdict: goalSummary(rows),
      }),
      table(['what', 'goal', 'measured', ''], rows),
      '![Cost of one event on the main thread](tracker/main-thread.svg)',
      '## Main thread',
      table(
        ['ms for an event', 'main thread', 'until the call returns, p50 / p95'],
        Object.keys(mainThreadMsPerEvent).map((variant) => [
          titleOf(variant),
          String(mainThreadMsPerEvent[variant]),
          spreadText(callMs[variant]),
        ]),
      ),
      '## On the device',
      table(
        ['what', 'measured'],
        [
          ['acknowledged events per second, one at a time', count(results.durableEventsPerSecond)],
          ['acknowledged events per second, four at a time', count(results.durableEventsPerSecondFourAtOnce)],
          ['bytes of an event in IndexedDB, with log and index', count(results.bytesPerEvent)],
          ['bytes of the same event as JSON', count(results.jsonBytesPerEvent)],
          ['tracker and store, bytes after gzip', count(sizesGzip?.tracker)],
          ['a page with GA4, TCF and impressions, bytes after gzip', count(sizesGzip?.ga4Page)],
        ],
      ),
      `The event has one item with name, brand, category and price.${notBuilt}`,
      ...(departures && departures.losses.length > 0
        ? ['## Events lost when the page was left', list(departures.losses)]
        : []),
      '## How it was measured',
      'Everything runs in a real browser. One page holds all trackers and uses them in turns. Every event is a separate task.',
      'The processor time counts all tasks on the main thread until nothing is left to send or store. The time of the same timers without a tracker is subtracted.',
      notes('Settings of the rivals'),
      'The figures are of the build of their date. [compare.md](compare.md) has the sizes and times of a later build.',
      '## How to repeat it',
      'Build first (`npx -y pnpm@12 build`). Install the rivals by `npx -y pnpm@12 --dir bench/rivals install`. Then run `npx -y pnpm@12 bench tracker`. The suites of faults are `npx -y pnpm@12 test:long test/long/tracker`. Add `--page-only` to `bench tracker` to write this page from `tracker.json` without a measurement.',
      ...runsSection(runs),
    ]),
  };
}

export const writePage = (results: TrackerResults) => writePageFiles(renderTrackerPage(results));
