import type { EngineResults } from '../engine/results.js';
import { barPlot } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
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
import { markdownFile, type PageFiles } from '../pages/pageFiles.js';
import type { Comparison } from './results.js';

const RERANK_BOUND = 1.15;
const EVENT_BOUND = 1.1;
const CALL_BOUND = 1.1;
const times = (ratio: number) => `${ratio.toFixed(2)}×`;

const BEFORE: Series = { name: 'earlier build', colour: 'grey' };
const AFTER: Series = { name: 'this build', colour: 'blue' };
const SIZE: Series = { name: 'bytes after gzip', colour: 'blue' };
const LIMIT: Series = { name: 'limit', colour: 'orange' };

const fileName = (name: string) => name.replace('plugin ', '');

function timesPlot({ before, rerank100Ms, mainThreadMsPerEvent }: Comparison): string {
  const bars = (group: string, beforeMs: number, afterMs: number) => [
    { name: BEFORE.name, group, value: beforeMs, label: `${beforeMs} ms`, series: BEFORE },
    { name: AFTER.name, group, value: afterMs, label: `${afterMs} ms`, series: AFTER },
  ];
  const options = { xLabel: 'ms', nameWidth: 84, groupWidth: 92, labelWidth: 66 } as const;
  const event = (suffix: string) =>
    [mainThreadMsPerEvent[`before${suffix}`]!, mainThreadMsPerEvent[`after${suffix}`]!] as const;
  return figure({
    title: `Times of this build beside ${before}`,
    subtitle: 'Milliseconds in Chromium on two CPU cores, both builds in turns in one page. Less is better.',
    legend: [BEFORE, AFTER],
    panelHeight: 170,
    panels: [
      {
        title: 'Processor time of an event on the main thread',
        plot: barPlot([...bars('plain', ...event('')), ...bars('encrypted', ...event(', encrypting'))], options),
      },
      {
        title: 'rerank() of 100 items right after an event',
        plot: barPlot(
          [
            ...bars('median', rerank100Ms.before!.p50, rerank100Ms.after!.p50),
            ...bars('95th\npercentile', rerank100Ms.before!.p95, rerank100Ms.after!.p95),
          ],
          options,
        ),
      },
    ],
  });
}

function sizesPlot({ sizesGzip, date }: Comparison): string {
  const files = Object.entries(sizesGzip).sort(([, a], [, b]) => b.bytes - a.bytes);
  return figure({
    title: 'What a page downloads',
    subtitle: `Bytes of each file after gzip, build of ${date}. A page loads the tag and the worker; the rest is optional.`,
    legend: [SIZE, LIMIT],
    panelHeight: 26 * files.length + 40,
    panels: [
      {
        title: 'Files',
        plot: barPlot(
          files.map(([name, { bytes, limitBytes }]) => ({
            name: fileName(name),
            value: bytes,
            label: `${count(bytes)} of ${count(limitBytes)}`,
            series: SIZE,
          })),
          {
            xLabel: 'bytes after gzip',
            nameWidth: 220,
            labelWidth: 124,
            limits: Object.fromEntries(files.map(([name, { limitBytes }]) => [fileName(name), limitBytes])),
          },
        ),
      },
    ],
  });
}

/** docs/benchmarks/compare.md and its plots. */
export function renderComparePage(results: Comparison, engine: EngineResults): PageFiles {
  const { before, rerank100Ms, emptyComlinkCallMs, mainThreadMsPerEvent, callMs, sizesGzip } = results;
  const rerankRatio = rerank100Ms.after!.p95 / rerank100Ms.before!.p95;
  const computeMs = engine.latencyMs?.rerank100?.light?.p95 ?? 0;
  const goalMs = CALL_BOUND * (emptyComlinkCallMs.p95 + computeMs);
  const rows = [
    [
      '`rerank()` of 100 items, p95, beside the earlier build',
      `at most ${RERANK_BOUND}×`,
      times(rerankRatio),
      verdict(rerankRatio <= RERANK_BOUND),
    ],
    ...[
      ['main-thread time of an event', ''],
      ['main-thread time of an encrypted event', ', encrypting'],
    ].map(([name, suffix]) => {
      const ratio = mainThreadMsPerEvent[`after${suffix}`]! / mainThreadMsPerEvent[`before${suffix}`]!;
      return [name!, `at most ${EVENT_BOUND}×`, times(ratio), verdict(ratio <= EVENT_BOUND)];
    }),
    [
      '`rerank()` of 100 items, p95, beside an empty Comlink call',
      `at most ${goalMs.toFixed(2)} ms: ${CALL_BOUND} × (the empty call + the computation)`,
      `${rerank100Ms.after!.p95} ms`,
      verdict(rerank100Ms.after!.p95 <= goalMs),
    ],
  ];
  return {
    'compare/times.svg': timesPlot(results),
    'compare/sizes.svg': sizesPlot(results),
    'compare.md': markdownFile([
      ...pageStart({
        title: `This build beside ${before}`,
        question: `How much more does this build cost a page than ${before}?`,
        verdict: goalSummary(rows),
      }),
      table(['what', 'goal', 'measured', ''], rows),
      `![Times of this build beside ${before}](compare/times.svg)`,
      '## Times',
      'Milliseconds, p50 / p95.',
      table(
        ['', 'earlier build', 'this build'],
        [
          [
            '`rerank()` of 100 items right after an event',
            spreadText(rerank100Ms.before),
            spreadText(rerank100Ms.after),
          ],
        ],
      ),
      `An empty call to an idle worker through Comlink, right after an event, takes ${spreadText(emptyComlinkCallMs)} ms. The computation in the worker takes ${computeMs} ms (p95, from \`engine.json\`).`,
      table(
        ['ms for an event', 'main thread', 'until the call returns, p50 / p95'],
        Object.entries(mainThreadMsPerEvent).map(([name, ms]) => [name, String(ms), spreadText(callMs[name])]),
      ),
      '## Sizes of this build',
      '![What a page downloads](compare/sizes.svg)',
      table(
        ['file', 'bytes after gzip', 'limit', ''],
        Object.entries(sizesGzip).map(([name, { bytes, limitBytes }]) => [
          fileName(name),
          count(bytes),
          count(limitBytes),
          verdict(bytes <= limitBytes),
        ]),
      ),
      '## How it was measured',
      'Both builds take turns in one page of a real browser. The machine is shared, so compare ratios, not milliseconds.',
      '## How to repeat it',
      'Check out the earlier build into another folder. Install and build it there. Then run `npx -y pnpm@12 bench compare --before DIR` here. Add `--page-only` to write this page from `compare.json` without a measurement.',
      '## Causes and attempts',
      readNotes('compare')('Where the time goes'),
      ...runsSection({ compare: results }),
    ]),
  };
}
