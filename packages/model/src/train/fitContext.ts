import { CONTEXT_FIELDS } from '@aisle/core';
import type { TrainedModel } from '../config.js';
import type { Kinds } from '../kinds.js';
import { type ContextConfig, contextScore } from '../scoreParts/context.js';
import { buildContextTable } from './buildContextTable.js';
import { scoreExamples } from './evaluate.js';
import { isClearGain, mean } from './isClearGain.js';
import { gainsOfRanks, midRank } from './metrics.js';
import { sampleExamples } from './sampleExamples.js';
import type { Example, TrainingHistory } from './split.js';
import { visitOf } from './visitOf.js';

const MAX_EXAMPLES = 2000;
/** Fewer examples say nothing. */
const MIN_EXAMPLES = 50;
const WEIGHTS = [0.25, 0.5, 1, 1.5, 2] as const;
const FADES = [0.3, 0.6] as const;
/** Lengths of the histories on which the fading is chosen. */
const SHORT_HISTORIES = [1, 2] as const;

/** How the context counts for new shoppers, and what it gains on validation examples without their histories. */
export interface FittedContext {
  readonly config: ContextConfig;
  /** Number of examples. */
  readonly examples: number;
  /** NDCG@10 of what most shoppers choose, and of the same with the context. */
  readonly ndcgWithout: number;
  readonly ndcgWith: number;
}

/**
 * Chooses the weight of one field of the context after the other, by validation examples without their histories. It
 * chooses the fading by examples with their latest actions only. A field counts only if NDCG@10 clearly improves.
 *
 * @param model with all other parts, fitted
 * @param kinds of the items
 * @param timed whether the timestamps are real
 * @returns undefined if there are too few examples
 */
export async function fitContext(
  model: TrainedModel,
  kinds: Kinds,
  {
    training,
    validation,
    maskHistory,
    timed,
    seed,
  }: {
    readonly training: readonly TrainingHistory[];
    readonly validation: readonly Example[];
    readonly maskHistory: boolean;
    readonly timed: boolean;
    readonly seed: number;
  },
): Promise<FittedContext | undefined> {
  const known = validation.filter(({ labelRow, answer }) => labelRow > 0 && answer);
  const examples = sampleExamples(known, seed).slice(0, MAX_EXAMPLES);
  if (examples.length < MIN_EXAMPLES) return undefined;
  const table = buildContextTable(training, kinds, timed, CONTEXT_FIELDS);
  const scoreOf = (context: ContextConfig, { answer }: Example, historyLength: number) =>
    contextScore({ config: { context }, kinds: { ...kinds, context: table } }, visitOf(answer!, timed), historyLength);
  const gainsOf = (weights: ContextConfig['weights']) => {
    const ranks = examples.map((example) => {
      const score = scoreOf({ weights, fade: 0 }, example, 0)!;
      return midRank(
        Float64Array.from(kinds.ofRow, (_, row) => score(row)),
        example.labelRow,
      );
    });
    return gainsOfRanks(ranks, 'ndcg@10');
  };
  const without = gainsOf({});
  let weights: ContextConfig['weights'] = {};
  let gains = without;
  for (const field of CONTEXT_FIELDS) {
    if (![...table.byValue.keys()].some((value) => value.startsWith(`${field}:`))) continue;
    const tried = WEIGHTS.map((weight) => gainsOf({ ...weights, [field]: weight }));
    const best = bestOf(gains, tried);
    if (best < 0) continue;
    weights = { ...weights, [field]: WEIGHTS[best]! };
    gains = tried[best]!;
  }
  const fitted = { examples: examples.length, ndcgWithout: mean(without), ndcgWith: mean(gains) };
  if (gains === without) return { ...fitted, config: { weights, fade: 0 } };

  const gainsOfFades: number[][] = [0, ...FADES].map(() => []);
  for (const length of SHORT_HISTORIES) {
    const short = examples
      .filter(({ history }) => history.length >= length)
      .map(({ userId, labelRow, answer, history }) => ({
        userId,
        labelRow,
        answer: answer!,
        history: history.slice(-length),
      }));
    await scoreExamples(model, short, maskHistory, (index, scores) => {
      const example = short[index]!;
      [0, ...FADES].forEach((fade, f) => {
        const score = scoreOf({ weights, fade }, example, length);
        const sums = score ? scores.map((value, row) => value + score(row)) : scores;
        gainsOfFades[f]!.push(...gainsOfRanks([midRank(sums, example.labelRow)], 'ndcg@10'));
      });
    });
  }
  const [unfaded, ...faded] = gainsOfFades.map((found) => Float64Array.from(found));
  return { ...fitted, config: { weights, fade: FADES[bestOf(unfaded!, faded)] ?? 0 } };
}

/** The index of the highest mean gain, or -1 if none is clearly better. */
function bestOf(without: Float64Array, tried: readonly Float64Array[]): number {
  let [best, bestMean] = [-1, mean(without)];
  tried.forEach((gains, index) => {
    const isBetter = mean(gains) > bestMean && isClearGain(gains.map((gain, i) => gain - without[i]!));
    if (isBetter) [best, bestMean] = [index, mean(gains)];
  });
  return best;
}
