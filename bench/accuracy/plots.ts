import type { Bucket } from '../../packages/cli/src/evaluation/buckets.js';
import { type BarGroup, barPlot, groupedBarPlot, linePlot, type Point } from '../pages/charts.js';
import { figure, type Panel, type Series } from '../pages/figure.js';
import { count } from '../pages/markdown.js';
import { formatFigure, isPercent, SCORER_TITLES, titleOf } from './format.js';
import { meanBuckets } from './meanBuckets.js';
import type { Metric } from './metric.js';
import { mean, type Run, SCORERS, type Scorer, type SetResults } from './results.js';
import { type SetName, setOf } from './sets.js';

const SCORER_COLOURS: Readonly<Record<Scorer, Series['colour']>> = {
  model: 'blue',
  networkOnly: 'purple',
  transitionsOnly: 'green',
  transitionTable: 'orange',
  popularity: 'grey',
};
const scorerSeries = (scorer: Scorer): Series => ({ name: SCORER_TITLES[scorer], colour: SCORER_COLOURS[scorer] });
const PUBLISHED: Series = { name: 'best published model', colour: 'yellow' };
const SEED_COLOURS: readonly Series['colour'][] = ['blue', 'orange', 'purple', 'green', 'pink'];
const BUCKET_SCORERS = ['model', 'transitionTable', 'popularity'] as const;

/** Plots show figures in the unit of the tables. */
const scaled = (metric: string, value: number) => (isPercent(metric) ? 100 * value : value);
const axisTitle = (metric: string) => `${titleOf(metric)}${isPercent(metric) ? ', %' : ''}`;

/** Aisle, the best published model and the baselines beside each goal. */
export function overviewPlot(measured: readonly { readonly name: SetName; readonly results: SetResults }[]): string {
  const baselines = ['transitionTable', 'popularity'] as const;
  const panels = measured.flatMap(({ name, results }) =>
    setOf(name).goals.map(({ metric, goal, published }): Panel => {
      const bar = (title: string, value: number, series: Series) => ({
        name: title,
        value,
        label: formatFigure(metric, value),
        series,
      });
      const [best] = published;
      return {
        title: `${setOf(name).title}: ${axisTitle(metric)}`,
        plot: barPlot(
          [
            bar(SCORER_TITLES.model, results.model[metric], scorerSeries('model')),
            ...(best ? [bar(best.name, best.value, PUBLISHED)] : []),
            ...baselines.map((scorer) => bar(SCORER_TITLES[scorer], results[scorer][metric], scorerSeries(scorer))),
          ],
          {
            xLabel: axisTitle(metric),
            nameWidth: 164,
            goal: { value: goal, label: `goal ${formatFigure(metric, goal)}` },
            hideAxis: true,
          },
        ),
      };
    }),
  );
  return figure({
    title: 'Prediction quality on public data sets',
    subtitle: 'Full ranking of the catalogue, means over seeds. Each panel has its own scale. More is better.',
    legend: [scorerSeries('model'), PUBLISHED, ...baselines.map(scorerSeries)],
    panelHeight: 104,
    columns: 2,
    panels,
  });
}

export const rangeOf = ({ from, to }: Bucket) =>
  to === undefined ? `${from}+` : to === from ? `${from}` : `${from}–${to}`;

function bucketPanel(runs: readonly Run[], bucketsOf: (run: Run) => readonly Bucket[], xLabel: string): Panel['plot'] {
  const metric = runs[0]!.details.metric as Metric;
  const groups = meanBuckets(runs, bucketsOf).map(
    (bucket): BarGroup => ({
      name: rangeOf(bucket),
      note: count(bucket.examples),
      values: BUCKET_SCORERS.map((scorer) => scaled(metric, bucket.values[scorer]!)),
    }),
  );
  // One digit less than in the tables, because a bar is narrow.
  const format = (value: number) => (isPercent(metric) ? value.toFixed(1) : value.toFixed(3).replace(/^0/, ''));
  return groupedBarPlot(groups, BUCKET_SCORERS.map(scorerSeries), { xLabel, yLabel: axisTitle(metric), format });
}

function segmentsPlot(set: string, runs: readonly Run[]): string {
  return figure({
    title: `${set}: for which shoppers and items?`,
    subtitle: `${titleOf(runs[0]!.details.metric)} by kind of test example. The number below a group is that of its examples. More is better.`,
    legend: BUCKET_SCORERS.map(scorerSeries),
    panelHeight: 290,
    panels: [
      {
        title: 'By length of the history',
        plot: bucketPanel(runs, ({ details }) => details.byHistoryLength, 'events in the history'),
      },
      {
        title: 'By popularity of the correct item',
        plot: bucketPanel(runs, ({ details }) => details.byItemPopularity, 'events of the item in training'),
      },
    ],
  });
}

function learningPlot(set: string, { seeds, runs }: SetResults): string {
  const series = seeds.map(
    (seed, i): Series => ({ name: `seed ${seed}`, colour: SEED_COLOURS[i % SEED_COLOURS.length]! }),
  );
  const curves = (figureOf: (epoch: Run['epochs'][number]) => number, yLabel: string) =>
    linePlot(
      seeds.flatMap((seed, i) =>
        runs[seed]!.epochs.map((epoch): Point => ({ series: series[i]!, x: epoch.epoch, y: figureOf(epoch) })),
      ),
      { xLabel: 'epoch', yLabel, x: { nice: true } },
    );
  return figure({
    title: `${set}: learning curves`,
    subtitle: 'The network alone, before its score is combined with the other parts.',
    legend: series,
    panelHeight: 250,
    panels: [
      { title: 'Validation', plot: curves(({ validationNdcg }) => validationNdcg, 'NDCG@10') },
      { title: 'Training', plot: curves(({ loss }) => loss, 'loss, nats') },
    ],
  });
}

/** One release with fewer and fewer transitions: the first seed's. */
function bytesPanel({ details: { accuracyByBytes: measured, metric } }: Run): Panel | undefined {
  if (!measured) return undefined;
  const series = scorerSeries('model');
  const points = measured.sizes.map(
    ({ neighbours, bytesGzip, metrics }): Point => ({
      series,
      x: bytesGzip / 1e6,
      y: scaled(metric, metrics[metric]!),
      label: String(neighbours),
    }),
  );
  return {
    title: `By download size (numbers: transitions kept per item)`,
    plot: linePlot(points, {
      xLabel: `MB after gzip, ${count(measured.examples)} examples`,
      yLabel: axisTitle(metric),
      x: { nice: true, ticks: 5 },
      y: { zero: true },
    }),
  };
}

function diversityPanel(results: SetResults, runs: readonly Run[]): Panel {
  const metric = runs[0]!.details.metric as Metric;
  const points = SCORERS.map(
    (scorer): Point => ({
      series: scorerSeries(scorer),
      x: 100 * mean(runs.map(({ details }) => details.diversity[scorer].coverage)),
      y: scaled(metric, results[scorer][metric]),
    }),
  );
  return {
    title: 'By coverage of the catalogue',
    plot: linePlot(points, {
      xLabel: '% of the catalogue in any top 10',
      yLabel: axisTitle(metric),
      x: { domain: [0, 100] },
      y: { zero: true },
      scatter: true,
    }),
  };
}

function tradeoffsPlot(set: string, results: SetResults, runs: readonly Run[]): string {
  const bytes = bytesPanel(runs[0]!);
  return figure({
    title: `${set}: accuracy beside ${bytes ? 'size and diversity' : 'diversity'}`,
    subtitle: bytes
      ? 'Left: fewer transitions make the download smaller. Right: the share of the catalogue that the lists contain.'
      : 'The share of the catalogue that the lists contain.',
    legend: SCORERS.map(scorerSeries),
    panelHeight: 250,
    panels: [...(bytes ? [bytes] : []), diversityPanel(results, runs)],
  });
}

/** The plots of a set by file name, in the order of the page. `title` is their alternative text. */
export function plotsOf(
  name: string,
  set: string,
  results: SetResults,
): { readonly file: string; readonly title: string; readonly svg: string }[] {
  const runs = results.seeds.map((seed) => results.runs[seed]!);
  const metric = titleOf(runs[0]!.details.metric);
  return [
    {
      file: `${name}-segments.svg`,
      title: `${set}: ${metric} by history length and item popularity`,
      svg: segmentsPlot(set, runs),
    },
    {
      file: `${name}-tradeoffs.svg`,
      title: `${set}: ${metric} beside download size and diversity`,
      svg: tradeoffsPlot(set, results, runs),
    },
    { file: `${name}-learning.svg`, title: `${set}: learning curves`, svg: learningPlot(set, results) },
  ];
}
