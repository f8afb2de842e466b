import { formatFigure, formatGap, list, SCORER_TITLES, table, titleOf } from './format.js';
import { METRICS, type Metric } from './metric.js';
import { plotsOf } from './plots.js';
import { mean, type Results, type Run, SCORERS, type Scorer, type SetResults } from './results.js';
import { SET_NAMES, type SetName, setOf } from './sets.js';

const BESIDE: readonly Scorer[] = ['networkOnly', 'transitionsOnly', 'transitionTable', 'popularity'];

interface Measured {
  readonly name: SetName;
  readonly results: SetResults;
}

function verdict(metric: Metric, found: number, goal: number): string {
  return found >= goal
    ? `met, by ${formatGap(metric, found - goal)}`
    : `**Missed** by ${formatGap(metric, goal - found)}`;
}

function metricSection(metric: Metric, measured: readonly Measured[]): string[] {
  const rows = measured.flatMap(({ name, results }) => {
    const goal = setOf(name).goals.find((one) => one.metric === metric);
    if (!goal) return [];
    const figure = (value: number) => formatFigure(metric, value);
    const spread = results.standardDeviation ? ` ± ${figure(results.standardDeviation.model[metric])}` : '';
    const published = goal.published.map((one) => `${one.name} ${figure(one.value)}`).join('; ');
    const found = results.model[metric];
    return [
      [
        setOf(name).title,
        `**${figure(found)}**${spread}`,
        figure(goal.goal),
        verdict(metric, found, goal.goal),
        published,
        ...BESIDE.map((scorer) => figure(results[scorer][metric])),
      ],
    ];
  });
  if (rows.length === 0) return [];
  return [
    `## ${titleOf(metric)}`,
    table(
      [
        'set',
        SCORER_TITLES.model,
        'goal',
        'verdict',
        'best published',
        ...BESIDE.map((scorer) => SCORER_TITLES[scorer]),
      ],
      rows,
    ),
  ];
}

/** A sentence for everything that ranks better than the model by a metric that counts. */
export function baselineWins(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ name, results }) =>
    setOf(name).goals.flatMap(({ metric }) =>
      BESIDE.filter((scorer) => results[scorer][metric] >= results.model[metric]).map((scorer) => {
        const [theirs, ours] = [results[scorer][metric], results.model[metric]];
        const verb = theirs > ours ? 'beats' : 'equals';
        return `On ${setOf(name).title} the ${SCORER_TITLES[scorer]} ${verb} the model by ${titleOf(metric)}: ${formatFigure(metric, theirs)} against ${formatFigure(metric, ours)}.`;
      }),
    ),
  );
}

/** Hand-kept text below a heading `## NAME`, up to the next one. */
export function notesOf(notes: string, name: string): string | undefined {
  const section = notes.split(/^## /m).find((text) => text.split('\n', 1)[0]!.trim() === name);
  return section?.split('\n').slice(1).join('\n').trim() || undefined;
}

function missedSection(measured: readonly Measured[], notes: string): string[] {
  const parts = measured.flatMap(({ name, results }) => {
    const missed = setOf(name).goals.filter(({ metric, goal }) => results.model[metric] < goal);
    if (missed.length === 0) return [];
    const lines = missed.map(({ metric, goal }) => {
      const found = results.model[metric];
      const share = ((100 * (goal - found)) / goal).toFixed(1);
      return `${titleOf(metric)}: **Missed** by ${formatGap(metric, goal - found)} (${share} % of the goal): ${formatFigure(metric, found)} of ${formatFigure(metric, goal)}.`;
    });
    const tried = notesOf(notes, name)
      ? 'What was tried stands below, with the set.'
      : `What was tried is not written down yet (section \`## ${name}\` of bench/accuracy/notes.md).`;
    return [`### ${setOf(name).title}`, list(lines), tried];
  });
  return ['## Goals missed', ...(parts.length > 0 ? parts : ['None of those measured.'])];
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
    '## Against the transition table',
    'Paired bootstrap over users (over sessions for the session sets), one-sided: p is the share of resamples in which the model shows no advantage, (1 + times) / (1 + resamples).',
    table(['set', 'metric', 'model minus table, mean', 'p of each seed', 'users or sessions', 'resamples'], rows),
  ];
}

/** What the pruned memory and then the int8 weights cost: `.0630, .0629, .0628`. */
function quantizationText({ quantization: { whole, pruned, released } }: Run): string {
  return [whole, pruned, released].map((metrics) => formatFigure('ndcg@10', metrics['ndcg@10']!)).join(', ');
}

/** The share of NDCG@10 that both together cost, over all seeds. */
function lossText(runs: readonly Run[]): string {
  const of = (part: 'whole' | 'released') => mean(runs.map(({ quantization }) => quantization[part]['ndcg@10']!));
  return `${(100 * (1 - of('released') / of('whole'))).toFixed(1)} %`;
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
    table(
      [
        'set',
        'download, gzip, the largest of the seeds',
        'bytes an item',
        'minutes of training, mean',
        'NDCG@10 whole, pruned, and quantized as well, each seed',
        'lost by both',
      ],
      rows,
    ),
  ];
}

function setSection(plotFolder: string, notes: string, { name, results }: Measured): string[] {
  const runs = results.seeds.map((seed) => results.runs[seed]!);
  const rows = SCORERS.map((scorer) => {
    const average = (of: 'coverage' | 'gini' | 'selfInformationBits') =>
      mean(runs.map(({ details }) => details.diversity[scorer][of]));
    return [
      SCORER_TITLES[scorer],
      `${(100 * average('coverage')).toFixed(1)} %`,
      average('gini').toFixed(3),
      average('selfInformationBits').toFixed(2),
    ];
  });
  return [
    `## ${setOf(name).title}`,
    [setOf(name).remark, notesOf(notes, name)].filter(Boolean).join('\n\n'),
    plotsOf(name, setOf(name).title, results)
      .map(({ file, title }) => `![${title}](${plotFolder}/${file})`)
      .join('\n\n'),
    table(['lists of ten', 'catalogue in any list', 'Gini of places', 'self-information, bits'], rows),
  ];
}

/** The page, from the results alone. @param plotFolder where the pictures are, relative to the page */
export function renderPage(results: Results, notes: string, plotFolder: string): string {
  const measured = SET_NAMES.flatMap((name) => (results.sets[name] ? [{ name, results: results.sets[name] }] : []));
  const absent = SET_NAMES.filter((name) => !results.sets[name]).map((name) => setOf(name).title);
  const wins = baselineWins(measured);
  const runs = measured.flatMap(({ name, results: { seeds, runs: bySeed } }) =>
    seeds.map((seed) => [
      setOf(name).title,
      String(seed),
      bySeed[seed]!.date,
      `\`${bySeed[seed]!.command}\``,
      bySeed[seed]!.machine,
      bySeed[seed]!.release,
    ]),
  );
  const sections = [
    '# Prediction quality',
    'Written by `npx -y pnpm@12 bench accuracy` from `accuracy.json`; `--page` only draws it again. Full ranking over the whole catalogue, ties at mid-rank, means over seeds (± standard deviation). The model has one setting for all sets, chosen on validation parts alone. Published figures are the papers’ own.',
    ...(absent.length > 0 ? [`Not measured here: ${absent.join(', ')}.`] : []),
    ...METRICS.flatMap((metric) => metricSection(metric, measured)),
    '## Where a baseline wins',
    wins.length > 0
      ? list(wins)
      : 'On none of the metrics above does a baseline, or a part of the model alone, rank as well as the model.',
    ...missedSection(measured, notes),
    ...(measured.length > 0 ? [...significanceSection(measured), ...costSection(measured)] : []),
    ...measured.flatMap((one) => setSection(plotFolder, notes, one)),
    '## Runs',
    table(['set', 'seed', 'date', 'command', 'machine', 'release'], runs),
  ];
  return `${sections.join('\n\n')}\n`;
}
