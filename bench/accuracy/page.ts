import { list, pageStart, readNotes, table } from '../pages/markdown.js';
import { markdownFile, type PageFiles } from '../pages/pageFiles.js';
import { formatFigure, formatGap, SCORER_TITLES, titleOf } from './format.js';
import { meanBuckets } from './meanBuckets.js';
import { METRICS, type Metric } from './metric.js';
import { overviewPlot, plotsOf, rangeOf } from './plots.js';
import { mean, type Results, type Run, SCORERS, type Scorer, type SetResults } from './results.js';
import { SET_NAMES, type SetName, setOf } from './sets.js';

const OTHER_SCORERS: readonly Scorer[] = ['networkOnly', 'transitionsOnly', 'transitionTable', 'popularity'];

interface Measured {
  readonly name: SetName;
  readonly results: SetResults;
}

const verdictOf = (metric: Metric, figure: number, goal: number) =>
  figure >= goal ? `met, by ${formatGap(metric, figure - goal)}` : `**missed** by ${formatGap(metric, goal - figure)}`;

function metricSection(metric: Metric, measured: readonly Measured[]): string[] {
  const rows = measured.flatMap(({ name, results }) => {
    const goal = setOf(name).goals.find((one) => one.metric === metric);
    if (!goal) return [];
    const figure = (value: number) => formatFigure(metric, value);
    const spread = results.standardDeviation ? ` ± ${figure(results.standardDeviation.model[metric])}` : '';
    const published = goal.published.map((one) => `${one.name} ${figure(one.value)}`).join('; ');
    const modelFigure = results.model[metric];
    return [
      [
        setOf(name).title,
        `**${figure(modelFigure)}**${spread}`,
        figure(goal.goal),
        verdictOf(metric, modelFigure, goal.goal),
        published,
        ...OTHER_SCORERS.map((scorer) => figure(results[scorer][metric])),
      ],
    ];
  });
  if (rows.length === 0) return [];
  return [
    `### ${titleOf(metric)}`,
    table(
      [
        'set',
        SCORER_TITLES.model,
        'goal',
        'verdict',
        'best published',
        ...OTHER_SCORERS.map((scorer) => SCORER_TITLES[scorer]),
      ],
      rows,
    ),
  ];
}

/** A sentence for each baseline, or part of the model alone, that ranks at least as well as the model. */
export function baselineWins(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ name, results }) =>
    setOf(name).goals.flatMap(({ metric }) =>
      OTHER_SCORERS.filter((scorer) => results[scorer][metric] >= results.model[metric]).map((scorer) => {
        const [other, model] = [results[scorer][metric], results.model[metric]];
        const figures = `${titleOf(metric)} ${formatFigure(metric, other)} against ${formatFigure(metric, model)}`;
        return `${setOf(name).title}, ${SCORER_TITLES[scorer]}: ${figures}.`;
      }),
    ),
  );
}

interface MissedGoal {
  readonly set: string;
  readonly metric: Metric;
  readonly figure: number;
  readonly goal: number;
}

const missedGoals = (measured: readonly Measured[]): MissedGoal[] =>
  measured.flatMap(({ name, results }) =>
    setOf(name).goals.flatMap(({ metric, goal }) =>
      results.model[metric] < goal ? [{ set: setOf(name).title, metric, figure: results.model[metric], goal }] : [],
    ),
  );

function verdictText(measured: readonly Measured[], wins: readonly string[]): string {
  const goals = measured.reduce((sum, { name }) => sum + setOf(name).goals.length, 0);
  const missed = missedGoals(measured);
  const list = missed.map(
    ({ set, metric, figure, goal }) => `${set} ${titleOf(metric)} by ${formatGap(metric, goal - figure)}`,
  );
  return [
    `${goals - missed.length} of ${goals} goals are met.`,
    ...(list.length > 0 ? [`Missed: ${list.join('; ')}.`] : []),
    ...(measured.length > 0 && wins.length === 0
      ? ['Aisle ranks better than every baseline, and better than each of its parts alone.']
      : []),
  ].join(' ');
}

function missedSection(missed: readonly MissedGoal[]): string[] {
  if (missed.length === 0) return [];
  return [
    '## Missed goals',
    table(
      ['set', 'metric', 'measured', 'goal', 'missed by', 'share of the goal'],
      missed.map(({ set, metric, figure, goal }) => [
        set,
        titleOf(metric),
        formatFigure(metric, figure),
        formatFigure(metric, goal),
        formatGap(metric, goal - figure),
        `${((100 * (goal - figure)) / goal).toFixed(1)} %`,
      ]),
    ),
    'The section of each set has what was tried.',
  ];
}

function significanceSection(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ name, results }) => {
    const runs = results.seeds.map((seed) => results.runs[seed]!.significance);
    const { metric, units, resamples } = runs[0]!;
    const difference = formatFigure(metric as Metric, mean(runs.map((run) => run.difference)));
    return [
      setOf(name).title,
      titleOf(metric),
      difference,
      runs.map(({ pValue }) => pValue.toPrecision(2)).join(', '),
      units.toLocaleString('en'),
      resamples.toLocaleString('en'),
    ];
  });
  return [
    '## Is the model better than the transition table?',
    'A paired, one-sided bootstrap over users, or over sessions for the session sets. The p-value is (1 + n) / (1 + resamples), where n counts the resamples in which the model has no advantage.',
    table(['set', 'metric', 'model minus table, mean', 'p of each seed', 'users or sessions', 'resamples'], rows),
  ];
}

function popularitySection(measured: readonly Measured[]): string[] {
  const rows = measured.flatMap(({ name, results }) => {
    const runs = results.seeds.map((seed) => results.runs[seed]!);
    const metric = runs[0]!.details.metric as Metric;
    return meanBuckets(runs, ({ details }) => details.byItemPopularity)
      .filter(({ from }) => from > 0)
      .map((bucket) => {
        const { model, transitionTable } = bucket.values as Readonly<Record<Scorer, number>>;
        return [
          setOf(name).title,
          rangeOf(bucket),
          bucket.examples.toLocaleString('en'),
          titleOf(metric),
          formatFigure(metric, model),
          formatFigure(metric, transitionTable),
          model < transitionTable ? '**table**' : 'model',
        ];
      });
  });
  return [
    '## By popularity of the answer',
    'How often the answer occurs in the training events. No row should be better in the transition table.',
    table(['set', 'events', 'examples', 'metric', 'model', 'transition table', 'better'], rows),
  ];
}

/** Accuracy of the whole model, with pruned transitions, and as released: `.0630, .0629, .0628`. */
function quantizationText({ quantization: { whole, pruned, released } }: Run): string {
  return [whole, pruned, released].map((metrics) => formatFigure('ndcg@10', metrics['ndcg@10']!)).join(', ');
}

/** The share of NDCG@10 that pruning and quantization cost together, over all seeds. */
function lossText(runs: readonly Run[]): string {
  const meanOf = (part: 'whole' | 'released') => mean(runs.map(({ quantization }) => quantization[part]['ndcg@10']!));
  return `${(100 * (1 - meanOf('released') / meanOf('whole'))).toFixed(1)} %`;
}

function costSection(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ name, results }) => [
    setOf(name).title,
    `${(results.releaseBytesGzip / 1e6).toFixed(2)} MB`,
    (results.releaseBytesGzip / results.runs[results.seeds[0]!]!.itemCount).toFixed(0),
    results.trainMinutes.toFixed(1),
    results.seeds.map((seed) => quantizationText(results.runs[seed]!)).join('; '),
    lossText(results.seeds.map((seed) => results.runs[seed]!)),
  ]);
  return [
    '## Cost',
    'The download is that of the largest seed. NDCG@10 is given for each seed: the whole model, with pruned transitions, and quantized as well.',
    table(
      ['set', 'download, gzip', 'bytes per item', 'training, mean', 'NDCG@10', 'loss by both'],
      rows.map(([set, download, bytes, minutes, ndcg, loss]) => [
        set!,
        download!,
        bytes!,
        `${minutes} min`,
        ndcg!,
        loss!,
      ]),
    ),
  ];
}

function setSection(notes: (heading: string) => string, { name, results }: Measured): string[] {
  const runs = results.seeds.map((seed) => results.runs[seed]!);
  const rows = SCORERS.map((scorer) => {
    const average = (measure: 'coverage' | 'gini' | 'selfInformationBits') =>
      mean(runs.map(({ details }) => details.diversity[scorer][measure]));
    return [
      SCORER_TITLES[scorer],
      `${(100 * average('coverage')).toFixed(1)} %`,
      average('gini').toFixed(3),
      average('selfInformationBits').toFixed(2),
    ];
  });
  return [
    `## ${setOf(name).title}`,
    setOf(name).remark,
    plotsOf(name, setOf(name).title, results)
      .map(({ file, title }) => `![${title}](accuracy/${file})`)
      .join('\n\n'),
    table(['lists of ten', 'catalogue in any list', 'Gini of places', 'self-information, bits'], rows),
    notes(name),
  ];
}

/** docs/benchmarks/accuracy.md and its plots. @param notes text for each set; default bench/accuracy/notes.md */
export function renderAccuracyPage(results: Results, notes = readNotes('accuracy')): PageFiles {
  const measured = SET_NAMES.flatMap((name) => (results.sets[name] ? [{ name, results: results.sets[name] }] : []));
  const absent = SET_NAMES.filter((name) => !results.sets[name]).map((name) => setOf(name).title);
  const wins = baselineWins(measured);
  const runs = measured.flatMap(({ name, results: { seeds, runs: bySeed } }) =>
    seeds.map((seed) => {
      const { date, command, machine, release } = bySeed[seed]!;
      return [setOf(name).title, String(seed), date, `\`${command}\``, machine, release];
    }),
  );
  const plots = measured.flatMap(({ name, results: ofSet }) => plotsOf(name, setOf(name).title, ofSet));
  return {
    ...(measured.length > 0 && { 'accuracy/overview.svg': overviewPlot(measured) }),
    ...Object.fromEntries(plots.map(({ file, svg }) => [`accuracy/${file}`, svg])),
    'accuracy.md': markdownFile([
      ...pageStart({
        title: 'Prediction quality',
        question:
          'How well does Aisle predict the next item or the next purchase of real shoppers, beside goals, baselines and published models?',
        verdict: verdictText(measured, wins),
      }),
      ...(absent.length > 0 ? [`Not measured here: ${absent.join(', ')}.`] : []),
      ...(measured.length > 0 ? ['![Prediction quality on public data sets](accuracy/overview.svg)'] : []),
      '## Figures and goals',
      ...METRICS.flatMap((metric) => metricSection(metric, measured)),
      ...(wins.length > 0 ? ['## Where a baseline wins', list(wins)] : []),
      ...missedSection(missedGoals(measured)),
      ...(measured.length > 0
        ? [...significanceSection(measured), ...popularitySection(measured), ...costSection(measured)]
        : []),
      '## How it was measured',
      'Every test example ranks the whole catalogue. Ties count as the middle rank. Figures are means over seeds, ± standard deviation. All sets use the same settings, chosen on validation parts alone. Published figures are from the papers.',
      'Network alone and transitions alone are the two main parts of the model. The transition table (counts of the next item) and popularity are baselines.',
      '## How to repeat it',
      'Put the public sets into a folder. Run `npx -y pnpm@12 bench accuracy --data-dir DIR`. `npx -y pnpm@12 bench accuracy --help` lists the options. With `--page-only` it writes this page from `accuracy.json` without training.',
      ...measured.flatMap((one) => setSection(notes, one)),
      '## Runs',
      table(['set', 'seed', 'date', 'command', 'machine', 'release'], runs),
    ]),
  };
}
