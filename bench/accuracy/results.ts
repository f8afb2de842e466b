import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Metrics } from '@aisle/model/train';
import type { Evaluation, EvaluationDetails } from '../../packages/cli/src/commands/evaluate.js';
import { METRICS, type Metric } from './metric.js';
import type { SetName } from './sets.js';

export const SCORERS = ['model', 'networkOnly', 'transitionsOnly', 'transitionTable', 'popularity'] as const;
export type Scorer = (typeof SCORERS)[number];

/** Fractions of 1. */
export type Figures = Readonly<Record<Metric, number>>;
type FiguresByScorer = Readonly<Record<Scorer, Figures>>;

/** One seed on one set. */
export interface Run {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly release: string;
  readonly figures: FiguresByScorer;
  readonly significance: Evaluation['significance'];
  readonly releaseBytesGzip: number;
  readonly trainMinutes: number;
  readonly itemCount: number;
  /** Metrics on a part of the test examples: float32 weights with all transitions, with pruned transitions, and as released. */
  readonly quantization: {
    readonly examples: number;
    readonly whole: Metrics;
    readonly pruned: Metrics;
    readonly released: Metrics;
  };
  readonly epochs: readonly { readonly epoch: number; readonly loss: number; readonly validationNdcg: number }[];
  readonly details: EvaluationDetails;
}

/** Means over the seeds, and their runs. */
export interface SetResults extends FiguresByScorer {
  readonly seeds: readonly number[];
  /** Download of the seed with the largest release. */
  readonly releaseBytesGzip: number;
  readonly trainMinutes: number;
  /** One-sided paired bootstrap, largest p-value of the seeds. */
  readonly pValueVsTransition: number;
  readonly resamples: number;
  /** Sample standard deviation over the seeds (n - 1); absent with one seed. */
  readonly standardDeviation?: FiguresByScorer;
  readonly runs: Readonly<Record<string, Run>>;
}

export interface Results {
  readonly sets: Readonly<Partial<Record<SetName, SetResults>>>;
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** @param metrics of `aisle evaluate --json --k 10,20` */
export function figuresOf(metrics: Evaluation['metrics']): FiguresByScorer {
  const named = (name: string) => (name === 'p@20' ? 'hr@20' : name) as `hr@${number}`;
  const figures = (scorer: Scorer) =>
    Object.fromEntries(METRICS.map((metric) => [metric, metrics[scorer][named(metric)]!])) as unknown as Figures;
  return Object.fromEntries(SCORERS.map((scorer) => [scorer, figures(scorer)])) as unknown as FiguresByScorer;
}

export function summarize(runs: Readonly<Record<string, Run>>): SetResults {
  const seeds = Object.keys(runs)
    .map(Number)
    .sort((a, b) => a - b);
  const ordered = seeds.map((seed) => runs[seed]!);
  const overSeeds = (summary: (values: readonly number[]) => number) =>
    Object.fromEntries(
      SCORERS.map((scorer) => [
        scorer,
        Object.fromEntries(
          METRICS.map((metric) => [metric, summary(ordered.map(({ figures }) => figures[scorer][metric]))]),
        ),
      ]),
    ) as unknown as FiguresByScorer;
  return {
    ...overSeeds(mean),
    seeds,
    releaseBytesGzip: Math.max(...ordered.map(({ releaseBytesGzip }) => releaseBytesGzip)),
    trainMinutes: mean(ordered.map(({ trainMinutes }) => trainMinutes)),
    pValueVsTransition: Math.max(...ordered.map(({ significance }) => significance.pValue)),
    resamples: Math.min(...ordered.map(({ significance }) => significance.resamples)),
    ...(seeds.length > 1 && { standardDeviation: overSeeds(standardDeviation) }),
    runs: Object.fromEntries(seeds.map((seed) => [seed, runs[seed]!])),
  };
}

export function addRun(results: Results, set: SetName, seed: number, run: Run): Results {
  return { ...results, sets: { ...results.sets, [set]: summarize({ ...results.sets[set]?.runs, [seed]: run }) } };
}

/** Empty results if the file does not exist. */
export function readResults(file: string): Results {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { sets: {} };
    throw error;
  }
  try {
    return JSON.parse(text) as Results;
  } catch (cause) {
    throw new Error(`Expected the results of earlier runs in ${file}, found no JSON. Restore or delete it.`, { cause });
  }
}

/** A reader sees the old or the new content, also if another benchmark writes at the same time. */
function writeAtomically(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}.part`, text);
  renameSync(`${file}.${process.pid}.part`, file);
}

/** Adds one run to the file. The file is read again, because another benchmark may have added runs. */
export function recordRun(file: string, set: SetName, seed: number, run: Run): Results {
  const results = addRun(readResults(file), set, seed, run);
  writeAtomically(file, `${JSON.stringify(results, null, 1)}\n`);
  return results;
}
