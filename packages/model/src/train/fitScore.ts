import { AisleError } from '@aisle/core';
import type { TrainedModel } from '../config.js';
import { lookupTransitions, type TransitionTable } from '../transitionTable.js';
import type { RepeatConfig } from '../repeat.js';
import { SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS, type TransitionOptions } from './baselines.js';
import { buildTransitions, MAX_NEIGHBOURS } from './buildTransitions.js';
import { fitWeights, type ScoreWeights } from './fitWeights.js';
import { itemStatistics } from './itemStatistics.js';
import { ndcgOfScore, type TunedScore, tuneWeights } from './tuneWeights.js';
import { pruneTransitions } from './pruneTransitions.js';
import { sampleExamples } from './sampleExamples.js';
import { type CandidateSet, candidateSets } from './candidateSets.js';
import type { Example, TrainingHistory } from './split.js';

/** How a memory is counted. */
export type CountingRule = Omit<TransitionOptions, 'queryDecay' | 'queryLength'> & { readonly name: string };

/** Pairs further apart weigh next to nothing, and a robot's history of thousands would cost millions of them. */
const MAX_GAP = 50;

const within = (minutes: number): CountingRule => ({
  name: `within ${minutes} min`,
  // e^-5 is below a hundredth.
  pairWeight: (_, elapsedMs) => (elapsedMs > 5 * minutes * 60_000 ? 0 : Math.exp(-elapsedMs / (minutes * 60_000))),
  maxGap: MAX_GAP,
  backwardShare: 1,
  fromExponent: 0.5,
  toExponent: 0,
});

const nearby = (backwardShare: number, fromExponent: number, toExponent: number): CountingRule => ({
  name: `nearby, backward ${backwardShare}, divided by n^${fromExponent} and n^${toExponent}`,
  pairWeight: SEQUENCE_TRANSITIONS.pairWeight,
  maxGap: MAX_GAP,
  backwardShare,
  fromExponent,
  toExponent,
});

/** The same candidates for every shop. */
const SHAPES: readonly CountingRule[] = [
  nearby(0.5, 0.2, 0.25),
  nearby(0.3, 0.5, 0.25),
  nearby(1, 0.5, 0.25),
  { ...SESSION_TRANSITIONS, name: 'next in the session' },
];
const TIMED_SHAPES: readonly CountingRule[] = [within(5), within(60), within(24 * 60)];

/**
 * Restores a score from a report. The memory's shape is looked up by its name: JSON has no functions.
 *
 * @throws AisleError `data-invalid` for a shape of another version
 */
export function scoreOfReport({ weights, memory, ndcg, candidates }: ReportedScore): FittedScore {
  const { memory: weight, ...others } = weights;
  const score = {
    weights: { ...others, memory: weight },
    ndcg,
    candidates: candidates.map(({ memory: name, ...candidate }) => ({ ...candidate, memory: name })),
  };
  if (!memory) return score;
  const { name } = memory.shape;
  const shape = [...SHAPES, ...TIMED_SHAPES].find((one) => one.name === name);
  if (shape) return { ...score, transitions: { ...memory, shape } };
  throw new AisleError(
    'data-invalid',
    `The report asks for a memory counted ${JSON.stringify(name)}, which this version does not know. Train anew, without --from.`,
    { name },
  );
}

const QUERIES = [
  { queryDecay: 0.7, queryLength: 20 },
  { queryDecay: 0.9, queryLength: 50 },
  { queryDecay: 0.98, queryLength: 50 },
] as const;

/** What a memory puts on top must compete, or its mistakes go unseen. */
const RIVALS_PER_MEMORY = 60;
/** Enough contests to fit some twenty weights; all of them choose. */
const CONTESTS_TO_FIT = 1500;
const MAX_CONTESTS = 4000;
/** Sizes of a memory, in transitions of each item, the smallest of which that loses next to nothing is taken. */
const FEWER_NEIGHBOURS = [2, 4, 6, 8, 12] as const;
/** Of NDCG@10 on the validation examples. */
const MOST_LOST = 0.003;
/** A memory that weighs less moves no ranking. */
const SMALLEST_WEIGHT = 1e-3;

/** How the parts of a score are put together; what `applyScore` makes a model from. */
export interface FittedScore {
  readonly weights: ScoreWeights;
  /** Absent where the network alone does better. */
  readonly transitions?: {
    readonly shape: CountingRule;
    readonly queryDecay: number;
    readonly queryLength: number;
    readonly neighbours: number;
  };
  /** On the validation examples. */
  readonly ndcg: number;
  /** On the validation examples: mean cross-entropy in nats before, NDCG@10 after `tuneWeights`. */
  readonly candidates: readonly {
    readonly transitions: string;
    readonly queryDecay: number;
    readonly loss: number;
    readonly ndcg: number;
  }[];
}

/** A score in the words of `report.json`, whose field names are older than `FittedScore`. */
export interface ReportedScore {
  readonly weights: {
    readonly network: number;
    readonly statistics: readonly number[];
    readonly memory: number;
    readonly logScale: number;
    readonly repeat: RepeatConfig;
    readonly loss: number;
  };
  readonly memory?: {
    readonly shape: Pick<CountingRule, 'name'>;
    readonly queryDecay: number;
    readonly queryLength: number;
    readonly neighbours: number;
  };
  readonly ndcg: number;
  readonly candidates: readonly {
    readonly memory: string;
    readonly queryDecay: number;
    readonly loss: number;
    readonly ndcg: number;
  }[];
}

/** The fields of `report.json` for a score. */
export function reportOfScore({ weights, transitions, ndcg, candidates }: FittedScore): ReportedScore {
  const { transitions: weight, network, statistics, ...others } = weights;
  return {
    weights: { network, statistics, memory: weight, ...others },
    ndcg,
    ...(transitions && { memory }),
    candidates: candidates.map(({ transitions: name, ...candidate }) => ({ memory: name, ...candidate })),
  };
}

export interface ScoreOptions {
  readonly training: readonly TrainingHistory[];
  readonly validation: readonly Example[];
  readonly maskHistory: boolean;
  /** Whether timestamps mean something (`EventLog.timed`). */
  readonly timed: boolean;
  readonly seed: number;
}

/**
 * Chooses the memory and weighs it, the items' statistics and what returning to an item is worth beside the trained
 * network, by cross-entropy and then by NDCG@10 on the validation examples: the same candidates for every shop.
 *
 * @returns undefined where there is nothing to choose by
 */
export async function fitScore(
  sequence: TrainedModel,
  options: ScoreOptions,
  onProgress: (share: number) => void = () => {},
): Promise<FittedScore | undefined> {
  const { training, validation, maskHistory, timed, seed } = options;
  const { itemCount } = sequence.config;
  const known = sampleExamples(
    validation.filter(({ labelRow }) => labelRow > 0),
    seed,
  ).slice(0, MAX_CONTESTS);
  if (known.length === 0) return undefined;
  const shapes = (timed ? [...SHAPES, ...TIMED_SHAPES] : SHAPES).map((shape) => ({
    shape,
    built: buildTransitions(training, itemCount, shape),
  }));
  const rivals = ({ history }: Example) =>
    shapes.flatMap(({ built }) => strongest(lookupTransitions(built, QUERIES[0], history), RIVALS_PER_MEMORY));
  const all = await candidateSets(sequence, known, rivals, maskHistory, seed);
  if (all.length === 0) return undefined;
  const few = all.slice(0, CONTESTS_TO_FIT);
  const statistics = itemStatistics(training, itemCount, timed);
  const candidates: { memory: string; queryDecay: number; loss: number; ndcg: number }[] = [];
  let best:
    | {
        shape: CountingRule;
        built: TransitionTable;
        query: (typeof QUERIES)[number];
        polished: TunedScore;
        loss: number;
      }
    | undefined;
  for (const [done, { shape, built }] of shapes.entries()) {
    for (const query of QUERIES) {
      const recalled = recalledOf(all, built, query);
      const fitted = fitWeights(few, statistics, recalled);
      const polished = tuneWeights(all, statistics, recalled, fitted);
      candidates.push({ memory: shape.name, queryDecay: query.queryDecay, loss: fitted.loss, ndcg: polished.ndcg });
      const better =
        !best ||
        polished.ndcg > best.polished.ndcg ||
        (polished.ndcg === best.polished.ndcg && fitted.loss < best.loss);
      if (better) best = { shape, built, query, polished, loss: fitted.loss };
    }
    onProgress((done + 1) / shapes.length);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }
  const { shape, built, query, polished } = best!;
  const { weights, ndcg } = polished;
  if (!(weights.transitions > SMALLEST_WEIGHT && built.toRows.length > 0)) return { weights, ndcg, candidates };
  const losesLittle = (neighbours: number) =>
    ndcgOfScore(all, statistics, recalledOf(all, pruneTransitions(built, neighbours), query), weights) >=
    ndcg * (1 - MOST_LOST);
  const neighbours = FEWER_NEIGHBOURS.find(losesLittle) ?? MAX_NEIGHBOURS;
  return { weights, ndcg, transitions: { shape, ...query, neighbours }, candidates };
}

/** In every environment, though not in the language's own library. */
declare const setTimeout: (callback: () => void, ms: number) => void;

/** The rows that are recalled best. */
function strongest(recalled: ReadonlyMap<number, number>, count: number): number[] {
  return [...recalled]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([row]) => row);
}

function recalledOf(
  contests: readonly CandidateSet[],
  memory: TransitionTable,
  query: (typeof QUERIES)[number],
): Float32Array[] {
  return contests.map(({ example, rows }) => {
    const recalled = lookupTransitions(memory, query, example.history);
    return Float32Array.from(rows, (row) => recalled.get(row) ?? 0);
  });
}

/** A network that counts against its own logits is no use; its part shrinks to next to nothing. */
const SMALLEST_NETWORK_WEIGHT = 1e-2;

/** What `applyScore` multiplies the network's logits by. */
export function networkWeight({ network }: Pick<ScoreWeights, 'network'>): number {
  return Math.max(SMALLEST_NETWORK_WEIGHT, network);
}

/**
 * The whole model: the network's weight goes into its logit scale, the items' statistics into their biases, the memory
 * is counted in `training`, which may be more than the score was fitted on.
 *
 * @param neighbours transitions kept of each item; where absent, as many as the score was found to need
 */
export function applyScore(
  sequence: TrainedModel,
  score: FittedScore,
  training: readonly TrainingHistory[],
  maskHistory: boolean,
  timed: boolean,
  neighbours?: number,
): TrainedModel {
  const { weights, transitions } = score;
  const { itemCount } = sequence.config;
  const network = networkWeight(weights);
  const statistics = itemStatistics(training, itemCount, timed);
  const values = new Map(sequence.values);
  values.set(
    'log_logit_scale',
    values.get('log_logit_scale')!.map((value) => value + Math.log(network)),
  );
  values.set(
    'item_bias',
    values
      .get('item_bias')!
      .map((value, row) =>
        statistics.reduce((sum, feature, s) => sum + weights.statistics[s]! * feature[row]!, network * value),
      ),
  );
  return {
    config: {
      ...sequence.config,
      ...(transitions && {
        memory: {
          queryDecay: transitions.queryDecay,
          queryLength: transitions.queryLength,
          weight: weights.transitions,
          scale: Math.exp(weights.logScale),
        },
      }),
      ...(!maskHistory && { repeat: weights.repeat }),
    },
    values,
    ...(transitions && { transitions: buildTransitions(training, itemCount, transitions.shape, neighbours ?? transitions.neighbours) }),
  };
}
