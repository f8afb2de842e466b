import { type RepeatConfig, repeatScore } from '../repeat.js';
import type { CandidateSet } from './candidateSets.js';
import { MAX_LOG_SCALE, type ScoreWeights } from './fitWeights.js';

/** The factor of each part of a fitted score. */
type Factors = { readonly [part in 'transitions' | 'scale' | 'statistics' | 'repeat']: number };

const UNCHANGED: Factors = { transitions: 1, scale: 1, statistics: 1, repeat: 1 };
const FACTORS = [0, 0.25, 0.5, 0.7, 1.4, 2, 3, 4, 6] as const;
const SCALE_FACTORS = [0.01, 0.1, 0.3, 3, 10, 100] as const;
const ROUNDS = 2;
/** Smaller relative gains are noise of the validation examples. */
const MIN_GAIN = 0.003;
const CUTOFF = 10;

export interface TunedScore {
  readonly weights: ScoreWeights;
  /** NDCG@10 of the labels. */
  readonly ndcg: number;
}

/**
 * Tunes weights of the highest likelihood for the first ten ranks. Likelihood treats a label at rank 3,000 like one at
 * rank 3, but shoppers see only the first ranks. The search is a coordinate ascent on the metric (Metzler & Croft 2007,
 * https://doi.org/10.1007/s10791-006-9019-z). It multiplies one part at a time by the factor with the highest NDCG@10.
 */
export function tuneWeights(
  sets: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  strengths: readonly Float32Array[],
  fitted: ScoreWeights,
): TunedScore {
  const parts = sets.map((set, s) => partsOf(set, statistics, strengths[s]!, fitted));
  let factors: Factors = UNCHANGED;
  let best = ndcgOf(parts, fitted, factors);
  const choices = { transitions: FACTORS, scale: SCALE_FACTORS, statistics: FACTORS, repeat: FACTORS } as const;
  for (let round = 0; round < ROUNDS; round++) {
    const before = best;
    for (const part of Object.keys(choices) as (keyof Factors)[]) {
      let chosen = factors;
      for (const factor of choices[part]) {
        const tried = { ...factors, [part]: factors[part] * factor };
        const ndcg = ndcgOf(parts, fitted, tried);
        if (ndcg <= best || ndcg < before * (1 + MIN_GAIN)) continue;
        best = ndcg;
        chosen = tried;
      }
      factors = chosen;
    }
    if (best === before) break;
  }
  const times = (values: readonly number[], factor: number) => values.map((value) => value * factor);
  const repeat: RepeatConfig = {
    byAge: times(fitted.repeat.byAge, factors.repeat),
    byType: times(fitted.repeat.byType, factors.repeat),
    perLogCount: fitted.repeat.perLogCount * factors.repeat,
  };
  const weights = {
    ...fitted,
    statistics: times(fitted.statistics, factors.statistics),
    transitions: fitted.transitions * factors.transitions,
    logScale: tunedLogScale(fitted, factors),
    repeat,
  };
  return { weights, ndcg: best };
}

/** NDCG@10 of the labels with the given weights. */
export function ndcgOfScore(
  sets: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  strengths: readonly Float32Array[],
  weights: ScoreWeights,
): number {
  return ndcgOf(
    sets.map((set, s) => partsOf(set, statistics, strengths[s]!, weights)),
    weights,
    UNCHANGED,
  );
}

/** The weighted parts of the candidates' scores, the label first. Strengths are not weighted. */
interface Parts {
  readonly network: Float64Array;
  readonly statistics: Float64Array;
  readonly repeat: Float64Array;
  readonly strengths: Float32Array;
}

function partsOf(
  { rows, networkLogits, repeats }: CandidateSet,
  statistics: readonly Float64Array[],
  strengths: Float32Array,
  fitted: ScoreWeights,
): Parts {
  const repeat = new Float64Array(rows.length);
  for (const [c, found] of repeats) repeat[c] = repeatScore(fitted.repeat, found);
  return {
    network: Float64Array.from(networkLogits, (logit) => logit * fitted.network),
    statistics: Float64Array.from(rows, (row) =>
      statistics.reduce((sum, values, s) => sum + fitted.statistics[s]! * values[row]!, 0),
    ),
    repeat,
    strengths,
  };
}

function tunedLogScale({ logScale }: ScoreWeights, { scale }: Factors): number {
  return Math.min(MAX_LOG_SCALE, logScale + Math.log(scale));
}

// The parts stay apart for the factors, so the sum is not that of `sumScoreParts`.
function ndcgOf(sets: readonly Parts[], fitted: ScoreWeights, factors: Factors): number {
  const weight = fitted.transitions * factors.transitions;
  const scale = Math.exp(tunedLogScale(fitted, factors));
  let gain = 0;
  for (const { network, statistics, repeat, strengths } of sets) {
    const score = (c: number) =>
      network[c]! +
      factors.statistics * statistics[c]! +
      factors.repeat * repeat[c]! +
      (strengths[c]! > 0 ? weight * Math.log1p(scale * strengths[c]!) : 0);
    const label = score(0);
    let rank = 1;
    for (let c = 1; c < network.length && rank <= CUTOFF; c++) {
      const other = score(c);
      rank += other > label ? 1 : other === label ? 0.5 : 0;
    }
    if (rank <= CUTOFF) gain += 1 / Math.log2(1 + rank);
  }
  return gain / Math.max(1, sets.length);
}
