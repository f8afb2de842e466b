import type { TrainedModel } from '../config.js';
import { historyScores } from '../scoreParts/historyParts.js';
import { SITUATIONS, type Situation, type SituationFactors, situationOf } from '../scoreParts/situations.js';
import { networkOnly } from './ablations.js';
import { candidateSets } from './candidateSets.js';
import { isClearGain, mean } from './isClearGain.js';
import { gainsOfRanks, midRank } from './metrics.js';
import { strongestEntries } from './relationEntries.js';
import { sampleExamples } from './sampleExamples.js';
import type { Example } from './split.js';

/** The strongest items of each part compete with the label. Otherwise their mistakes would not be seen. */
const CANDIDATES_PER_PART = 100;
const FACTORS = [0.25, 0.5, 0.7, 0.85, 1.2, 1.4, 2, 3, 4] as const;
const ROUNDS = 2;
/**
 * The penalty of a factor is the square of its logarithm, in first ranks won. A situation of few examples stays near 1,
 * the weights that all situations have in common.
 */
const PENALTY = 1;

/** How the parts count by situation, and what that gains on the validation examples. */
export interface FittedSituations {
  /** Number of examples. */
  readonly examples: number;
  /** NDCG@10 without factors, and with factors that were fitted to the other half of the examples. */
  readonly ndcgWithout: number;
  readonly ndcgWith: number;
  /** Fitted to all examples. Absent if they do not clearly help. */
  readonly factors?: SituationFactors;
}

/** An example with the parts of its candidates' scores. The label is the first candidate. */
interface Candidates {
  readonly situation: Situation;
  /** [candidates], the sum of the parts without the history */
  readonly network: Float32Array;
  /** [candidates] each, by name of the part */
  readonly parts: Readonly<Record<string, Float32Array>>;
}

type Factors = Readonly<Record<string, number>>;

/**
 * Chooses factors of the parts of the history for each situation: after a purchase, companions may count more, and what
 * is similar less. It is a coordinate ascent on NDCG@10, from the weights that all situations have in common. The factors
 * of one half of the examples must clearly help the other half.
 *
 * @param model with all parts of the score, fitted
 * @returns undefined if all examples are of one situation
 */
export async function fitSituations(
  model: TrainedModel,
  { validation, maskHistory, seed }: { validation: readonly Example[]; maskHistory: boolean; seed: number },
): Promise<FittedSituations | undefined> {
  const known = validation.filter(({ labelRow, history }) => labelRow > 0 && history.length > 0);
  const examples = sampleExamples(known, seed);
  if (new Set(examples.map(({ history }) => situationOf(history))).size < 2) return undefined;
  const scoresOf = ({ history }: Example) => historyScores(model.config, model, history);
  const competitors = (example: Example) =>
    scoresOf(example).flatMap(({ scores }) => strongestEntries(scores, CANDIDATES_PER_PART).map(([row]) => row));
  const sets = await candidateSets(networkOnly(model), examples, competitors, maskHistory, seed);
  const all = sets.map(({ example, rows, networkLogits }): Candidates => {
    const columns = scoresOf(example).map(({ name, scores }) => [
      name,
      Float32Array.from(rows, (row) => scores.get(row) ?? 0),
    ]);
    return { situation: situationOf(example.history), network: networkLogits, parts: Object.fromEntries(columns) };
  });
  const without = gainsOf(all, {});
  const result = { examples: all.length, ndcgWithout: mean(without), ndcgWith: mean(without) };
  const halves = [0, 1].map((half) => all.filter((_, i) => i % 2 === half));
  const withOthers = halves.map((half, h) => gainsOf(half, factorsOf(halves[1 - h]!)));
  const crossed = without.map((_, i) => withOthers[i % 2]![i >> 1]!);
  if (!isClearGain(crossed.map((gain, i) => gain - without[i]!))) return result;
  return { ...result, ndcgWith: mean(crossed), factors: factorsOf(all) };
}

/** The best factors of each situation. */
function factorsOf(all: readonly Candidates[]): SituationFactors {
  return Object.fromEntries(
    SITUATIONS.map((situation) => [situation, bestFactors(all.filter((set) => set.situation === situation))]),
  );
}

/** The best factors of some examples of one situation, without those that are 1. */
function bestFactors(sets: readonly Candidates[]): Factors {
  const quality = (factors: Factors) =>
    sets.reduce((sum, set) => sum + gainOf(set, factors), 0) -
    PENALTY * Object.values(factors).reduce((sum, factor) => sum + Math.log(factor) ** 2, 0);
  let factors: Factors = {};
  let best = quality(factors);
  for (let round = 0; round < ROUNDS; round++) {
    for (const part of Object.keys(sets[0]?.parts ?? {})) {
      const current = factors[part] ?? 1;
      for (const factor of FACTORS) {
        const tried = { ...factors, [part]: current * factor };
        const found = quality(tried);
        if (found <= best) continue;
        best = found;
        factors = tried;
      }
    }
  }
  return factors;
}

const gainsOf = (sets: readonly Candidates[], factors: SituationFactors) =>
  Float64Array.from(sets, (set) => gainOf(set, factors[set.situation] ?? {}));

/** Gain in NDCG@10. */
function gainOf({ network, parts }: Candidates, factors: Factors): number {
  // `midRank` counts rows from 1.
  const scores = new Float64Array(network.length + 1);
  scores.set(network, 1);
  for (const [part, values] of Object.entries(parts)) {
    const factor = factors[part] ?? 1;
    for (let c = 0; c < values.length; c++) scores[c + 1]! += factor * values[c]!;
  }
  return gainsOfRanks([midRank(scores, 1)], 'ndcg@10')[0]!;
}
