import { type RepeatConfig, repeatScore } from '../repeat.js';
import type { CandidateSet } from './candidateSets.js';
import { MAX_LOG_SCALE, type ScoreWeights } from './fitWeights.js';
import { type SliceFloors, shortfall } from './sliceFloors.js';

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
  readonly quality: Quality;
}

/** How well a score ranks the labels. */
export interface Quality {
  /** NDCG@10 */
  readonly ndcg: number;
  /** NDCG@10 less the shortfall of `SliceFloors`. Scores are chosen by it. */
  readonly objective: number;
}

/**
 * Tunes weights of the highest likelihood for the first ten ranks. Likelihood treats a label at rank 3,000 like one at
 * rank 3, but shoppers see only the first ranks. The search is a coordinate ascent on the metric (Metzler & Croft 2007,
 * https://doi.org/10.1007/s10791-006-9019-z). It multiplies one part at a time by the factor with the highest objective.
 */
export function tuneWeights(
  sets: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  strengths: readonly Float32Array[],
  fitted: ScoreWeights,
  floors: SliceFloors,
): TunedScore {
  const parts = sets.map((set, s) => partsOf(set, statistics, strengths[s]!, fitted));
  let factors: Factors = UNCHANGED;
  let best = qualityOf(parts, fitted, factors, floors);
  const choices = { transitions: FACTORS, scale: SCALE_FACTORS, statistics: FACTORS, repeat: FACTORS } as const;
  for (let round = 0; round < ROUNDS; round++) {
    const before = best;
    for (const part of Object.keys(choices) as (keyof Factors)[]) {
      let chosen = factors;
      for (const factor of choices[part]) {
        const tried = { ...factors, [part]: factors[part] * factor };
        const quality = qualityOf(parts, fitted, tried, floors);
        if (quality.objective <= best.objective || quality.objective < before.objective * (1 + MIN_GAIN)) continue;
        best = quality;
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
  return { weights, quality: best };
}

/** How the given weights rank. */
export function qualityOfScore(
  sets: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  strengths: readonly Float32Array[],
  weights: ScoreWeights,
  floors: SliceFloors,
): Quality {
  return qualityOf(
    sets.map((set, s) => partsOf(set, statistics, strengths[s]!, weights)),
    weights,
    UNCHANGED,
    floors,
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
function qualityOf(sets: readonly Parts[], fitted: ScoreWeights, factors: Factors, floors: SliceFloors): Quality {
  const weight = fitted.transitions * factors.transitions;
  const scale = Math.exp(tunedLogScale(fitted, factors));
  const gains = sets.map(({ network, statistics, repeat, strengths }) => {
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
    return rank <= CUTOFF ? 1 / Math.log2(1 + rank) : 0;
  });
  const ndcg = gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, sets.length);
  return { ndcg, objective: ndcg - shortfall(gains, floors) };
}
