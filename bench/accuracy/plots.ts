import type { Bucket } from '../../packages/cli/src/evaluation/buckets.js';
import { SCORER_TITLES, titleOf } from './format.js';
import { mean, type Run, SCORERS, type Scorer, type SetResults } from './results.js';
import { barChart, lineChart, picture } from './svg.js';

const SCORER_COLOURS: Readonly<Record<Scorer, string>> = {
  model: '#0969da',
  networkOnly: '#8250df',
  transitionsOnly: '#1a7f37',
  transitionTable: '#bc4c00',
  popularity: '#6e7781',
};
const named = (scorer: Scorer) => ({ name: SCORER_TITLES[scorer], colour: SCORER_COLOURS[scorer] });

const BUCKET_SCORERS = ['model', 'transitionTable', 'popularity'] as const;

const rangeOf = ({ from, to }: Bucket) => (to === undefined ? `${from}+` : to === from ? `${from}` : `${from}–${to}`);

/** Means over the seeds; which examples are in a bucket does not depend on the seed, unless the training part does. */
function byBucket(runs: readonly Run[], of: (run: Run) => readonly Bucket[], title: string, xLabel: string): string {
  const groups = of(runs[0]!).map((bucket, i) => ({
    name: rangeOf(bucket),
    note: `n=${bucket.examples.toLocaleString('en')}`,
    values: BUCKET_SCORERS.map((scorer) => mean(runs.map((run) => of(run)[i]!.values[scorer]!))),
  }));
  return picture(
    barChart({ title, xLabel, yLabel: titleOf(runs[0]!.details.metric) }, groups, BUCKET_SCORERS.map(named)),
  );
}

function learningCurves(set: string, { seeds, runs }: SetResults): string {
  const series = (of: (epoch: Run['epochs'][number]) => number) =>
    seeds.map((seed) => ({
      name: `seed ${seed}`,
      points: runs[seed]!.epochs.map((epoch) => ({ x: epoch.epoch, y: of(epoch) })),
    }));
  return picture(
    lineChart(
      { title: `${set}: validation`, xLabel: 'epoch', yLabel: 'NDCG@10 of the network' },
      series(({ validationNdcg }) => validationNdcg),
      { wholeX: true },
    ),
    lineChart(
      { title: `${set}: training`, xLabel: 'epoch', yLabel: 'loss (nats)' },
      series(({ loss }) => loss),
      { wholeX: true },
    ),
  );
}

/** On the first seed's release only: it is one release, cut down. */
function accuracyByBytes(set: string, run: Run): string | undefined {
  const measured = run.details.accuracyByBytes;
  if (!measured) return undefined;
  const { metric } = run.details;
  const points = measured.sizes.map(({ neighbours, bytesGzip, metrics }) => ({
    x: bytesGzip / 1e6,
    y: metrics[metric]!,
    label: String(neighbours),
  }));
  const yLabel = `${titleOf(metric)}, ${measured.examples.toLocaleString('en')} examples`;
  return picture(
    lineChart({ title: `${set}: transitions kept`, xLabel: 'download, MB (gzip)', yLabel }, [
      { ...named('model'), name: 'Aisle, by transitions kept of each item', points },
    ]),
  );
}

function accuracyByDiversity(set: string, results: SetResults, runs: readonly Run[]): string {
  const { metric } = runs[0]!.details;
  const series = SCORERS.map((scorer) => ({
    ...named(scorer),
    points: [
      {
        x: 100 * mean(runs.map((run) => run.details.diversity[scorer].coverage)),
        y: results[scorer][metric as 'ndcg@10' | 'mrr@20'],
      },
    ],
  }));
  return picture(
    lineChart(
      { title: `${set}: accuracy and coverage`, xLabel: '% of the catalogue in any top 10', yLabel: titleOf(metric) },
      series,
      { fromZero: true, scatter: true },
    ),
  );
}

/** The set's pictures by file name (without folder), in the order of the page; `title` is their alternative text. */
export function plotsOf(
  name: string,
  set: string,
  results: SetResults,
): { readonly file: string; readonly title: string; readonly svg: string }[] {
  const runs = results.seeds.map((seed) => results.runs[seed]!);
  const metric = titleOf(runs[0]!.details.metric);
  const plots = [
    ['learning', 'Learning curves', learningCurves(set, results)],
    [
      'history',
      `${metric} by length of the history`,
      byBucket(runs, ({ details }) => details.byHistoryLength, `${set}: by history`, 'events in the history'),
    ],
    [
      'popularity',
      `${metric} by popularity of the answer`,
      byBucket(
        runs,
        ({ details }) => details.byItemPopularity,
        `${set}: by popularity`,
        "training events of the label's item",
      ),
    ],
    ['bytes', 'Accuracy against bytes', accuracyByBytes(set, runs[0]!)],
    ['diversity', 'Accuracy against diversity', accuracyByDiversity(set, results, runs)],
  ] as const;
  return plots.flatMap(([kind, title, svg]) =>
    svg === undefined ? [] : [{ file: `${name}-${kind}.svg`, title: `${set}. ${title}`, svg }],
  );
}
