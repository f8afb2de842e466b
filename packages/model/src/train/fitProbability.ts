import type { TrainedModel } from '../config.js';
import { PROBABILITY_CANDIDATES, type ProbabilityConfig } from '../probability.js';
import { topK } from '../topK.js';
import { scoreExamples } from './evaluate.js';
import type { Example } from './split.js';

/** Two numbers need no more. */
const MAX_EXAMPLES = 3000;
/** Fewer say nothing about a share of some per cent. */
const MIN_EXAMPLES = 100;
/** Bounds of the search, as natural logarithms. */
const TEMPERATURES = [Math.log(0.2), Math.log(10)] as const;
const RESTS = [Math.log(1e-3), Math.log(1e7)] as const;
const STEPS = 24;
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** The best scores of one example, highest first, and the place of its label among them. */
export interface ObservedRanking {
  readonly scores: Float64Array;
  /** -1 if the label is not among them. */
  readonly label: number;
}

/** The highest likelihood of the labels at one temperature, over all weights of the rest. */
function fitRest(observed: readonly ObservedRanking[], temperature: number): { logRest: number; loss: number } {
  const last = Float64Array.from(observed, ({ scores }) => Math.exp((scores.at(-1)! - scores[0]!) / temperature));
  const best = Float64Array.from(observed, ({ scores }) =>
    scores.reduce((sum, score) => sum + Math.exp((score - scores[0]!) / temperature), 0),
  );
  // The mean negative logarithm, in nats. Everything outside the best scores is one outcome.
  const lossAt = (logRest: number) => {
    const rest = Math.exp(logRest);
    const losses = observed.map(({ scores, label }, i) => {
      const own = label < 0 ? Math.log(rest * last[i]!) : (scores[label]! - scores[0]!) / temperature;
      return Math.log(best[i]! + rest * last[i]!) - own;
    });
    return losses.reduce((sum, loss) => sum + loss, 0) / observed.length;
  };
  const logRest = minimum(RESTS, lossAt);
  return { logRest, loss: lossAt(logRest) };
}

/** The minimum of a function with one minimum between two bounds, by golden-section search (Kiefer 1953). */
function minimum([from, to]: readonly [number, number], lossAt: (value: number) => number): number {
  let [low, high] = [from, to];
  let [a, b] = [high - GOLDEN_RATIO * (high - low), low + GOLDEN_RATIO * (high - low)];
  let [lossA, lossB] = [lossAt(a), lossAt(b)];
  for (let step = 0; step < STEPS; step++) {
    if (lossA < lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - GOLDEN_RATIO * (high - low);
      lossA = lossAt(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + GOLDEN_RATIO * (high - low);
      lossB = lossAt(b);
    }
  }
  return (low + high) / 2;
}

/**
 * Fits the numbers that turn scores into probabilities, by the likelihood of the labels: a temperature (Guo et al. 2017,
 * https://arxiv.org/abs/1706.04599) and the weight of all items outside the best ones.
 *
 * @param examples that the model was not trained on. The latest of them count.
 * @returns undefined if there are too few examples
 */
export async function fitProbability(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
): Promise<ProbabilityConfig | undefined> {
  const endMs = ({ history }: Example) => history.at(-1)?.timestampMs ?? 0;
  const latest = examples
    .filter(({ history, labelRow }) => history.length > 0 && labelRow > 0)
    .sort((a, b) => endMs(b) - endMs(a))
    .slice(0, MAX_EXAMPLES);
  if (latest.length < MIN_EXAMPLES) return undefined;
  const observed: ObservedRanking[] = [];
  await scoreExamples(model, latest, maskHistory, (index, scores) => {
    const best = topK(scores, PROBABILITY_CANDIDATES, (row) => scores[row]! > -Infinity);
    observed.push({
      scores: Float64Array.from(best, ({ score }) => score),
      label: best.findIndex(({ row }) => row === latest[index]!.labelRow),
    });
  });
  return fitToRankings(observed);
}

/** The numbers of the highest likelihood. */
export function fitToRankings(observed: readonly ObservedRanking[]): ProbabilityConfig {
  const temperature = Math.exp(minimum(TEMPERATURES, (value) => fitRest(observed, Math.exp(value)).loss));
  return { temperature, rest: Math.exp(fitRest(observed, temperature).logRest) };
}
