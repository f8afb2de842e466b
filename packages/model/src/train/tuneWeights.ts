import { type RepeatConfig, repeatScore } from '../repeat.js';
import { MAX_LOG_SCALE, type ScoreWeights } from './fitWeights.js';
import type { CandidateSet } from './candidateSets.js';

/** What each part of a fitted score is multiplied by. */
type Factors = { readonly [part in 'memory' | 'scale' | 'statistics' | 'repeat']: number };

const UNCHANGED: Factors = { memory: 1, scale: 1, statistics: 1, repeat: 1 };
const FACTORS = [0, 0.25, 0.5, 0.7, 1.4, 2, 3, 4, 6] as const;
const SCALE_FACTORS = [0.01, 0.1, 0.3, 3, 10, 100] as const;
const ROUNDS = 2;
/** A gain below this share is noise of the validation examples. */
const SMALLEST_GAIN = 0.003;
const CUTOFF = 10;

export interface TunedScore {
  readonly weights: ScoreWeights;
  /** NDCG@10 of the contests' labels. */
  readonly ndcg: number;
}

/**
 * Likelihood cares for a label at rank 3,000 as much as for one at rank 3, a shopper only for the first. Starting from
 * weights of the highest likelihood, this multiplies one part at a time by the factor with the highest NDCG@10 on the
 * same contests.
 */
export function tuneWeights(
  contests: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  recalled: readonly Float32Array[],
  fitted: ScoreWeights,
): TunedScore {
  const parts = contests.map((contest, c) => partsOf(contest, statistics, recalled[c]!, fitted));
  let factors: Factors = UNCHANGED;
  let best = ndcgOf(parts, fitted, factors);
  const choices = { memory: FACTORS, scale: SCALE_FACTORS, statistics: FACTORS, repeat: FACTORS } as const;
  for (let round = 0; round < ROUNDS; round++) {
    const before = best;
    for (const part of Object.keys(choices) as (keyof Factors)[]) {
      let chosen = factors;
      for (const factor of choices[part]) {
        const tried = { ...factors, [part]: factors[part] * factor };
        const ndcg = ndcgOf(parts, fitted, tried);
        if (ndcg <= best || ndcg < before * (1 + SMALLEST_GAIN)) continue;
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
    memory: fitted.transitions * factors.memory,
    logScale: polishedLogScale(fitted, factors),
    repeat,
  };
  return { weights, ndcg: best };
}

/** NDCG@10 of the contests' labels by a score as it is. */
export function ndcgOfScore(
  contests: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  recalled: readonly Float32Array[],
  weights: ScoreWeights,
): number {
  return ndcgOf(
    contests.map((contest, c) => partsOf(contest, statistics, recalled[c]!, weights)),
    weights,
    UNCHANGED,
  );
}

/** A contest's candidates, the label first, by part of their score; what a memory recalls is left as it is. */
interface Parts {
  readonly network: Float64Array;
  readonly statistics: Float64Array;
  readonly repeat: Float64Array;
  readonly recalled: Float32Array;
}

function partsOf(
  { rows, networkLogits, repeated }: CandidateSet,
  statistics: readonly Float64Array[],
  recalled: Float32Array,
  fitted: ScoreWeights,
): Parts {
  const repeat = new Float64Array(rows.length);
  for (const [c, met] of repeated) repeat[c] = repeatScore(fitted.repeat, met);
  return {
    network: Float64Array.from(networkLogits, (logit) => logit * fitted.network),
    statistics: Float64Array.from(rows, (row) =>
      statistics.reduce((sum, values, s) => sum + fitted.statistics[s]! * values[row]!, 0),
    ),
    repeat,
    recalled,
  };
}

function polishedLogScale({ logScale }: ScoreWeights, { scale }: Factors): number {
  return Math.min(MAX_LOG_SCALE, logScale + Math.log(scale));
}

function ndcgOf(contests: readonly Parts[], fitted: ScoreWeights, factors: Factors): number {
  const weight = fitted.transitions * factors.memory;
  const scale = Math.exp(polishedLogScale(fitted, factors));
  let gain = 0;
  for (const { network, statistics, repeat, recalled } of contests) {
    const score = (c: number) =>
      network[c]! +
      factors.statistics * statistics[c]! +
      factors.repeat * repeat[c]! +
      (recalled[c]! > 0 ? weight * Math.log1p(scale * recalled[c]!) : 0);
    const label = score(0);
    let rank = 1;
    for (let c = 1; c < network.length && rank <= CUTOFF; c++) {
      const other = score(c);
      rank += other > label ? 1 : other === label ? 0.5 : 0;
    }
    if (rank <= CUTOFF) gain += 1 / Math.log2(1 + rank);
  }
  return gain / Math.max(1, contests.length);
}
