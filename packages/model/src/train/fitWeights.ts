import { ACTION_TYPES } from '@aisle/core';
import { REPEAT_AGE_COUNT, type Repeat, type RepeatConfig } from '../repeat.js';
import { type CandidateSet, REPEAT_FEATURE_COUNT } from './candidateSets.js';
import { solveSymmetric } from './solveSymmetric.js';

/**
 * The weights of a score.
 *
 * logit = network * networkLogit + statistics . features + transitions * log(1 + e^logScale * strength) + repeat
 */
export interface ScoreWeights {
  readonly network: number;
  /** [statistics] */
  readonly statistics: readonly number[];
  readonly transitions: number;
  readonly logScale: number;
  readonly repeat: RepeatConfig;
  /** Mean cross-entropy of the labels, in nats, at the weights of the highest likelihood. */
  readonly loss: number;
}

/**
 * A penalty for the distance from the start, as strong as a hundredth of an example. It determines weights that the
 * data leave open.
 */
const RIDGE = 1e-2;
const MAX_STEPS = 25;
export const MAX_LOG_SCALE = 20;
/** Fitting stops at a step that gains less, in nats. It would change no ranking. */
const MIN_GAIN = 1e-5;

/**
 * Fits the weights by the cross-entropy of the label among its candidates: a conditional logit (McFadden 1974,
 * https://eml.berkeley.edu/reprints/mcfadden/zarembka.pdf). It takes damped Newton steps (Marquardt 1963,
 * https://doi.org/10.1137/0111030). As in Gauss-Newton, the curvature ignores second derivatives of the logit.
 *
 * @param statistics [itemCount + 1] each
 * @param strengths by set, [candidates], at least 0
 */
export function fitWeights(
  sets: readonly CandidateSet[],
  statistics: readonly Float64Array[],
  strengths: readonly Float32Array[],
): ScoreWeights {
  const layout = { transitions: 1 + statistics.length, logScale: 2 + statistics.length, repeat: 3 + statistics.length };
  const size = layout.repeat + REPEAT_FEATURE_COUNT;
  const start = new Float64Array(size);
  start[0] = 1;
  start[layout.transitions] = 1;
  start[layout.logScale] = -Math.log(meanAboveZero(strengths));
  let current = { weights: start, ...derivatives(start) };
  let damping = 1e-3;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, curvature } = current;
    const damped = curvature.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
    const move = solveSymmetric(damped, gradient);
    const weights = current.weights.map((weight, i) => weight - move[i]!);
    // Transitions of negative weight would push down the very items that usually follow.
    weights[layout.transitions] = Math.max(0, weights[layout.transitions]!);
    // Above it, all strengths score alike, and readers of the release would refuse the scale.
    weights[layout.logScale] = Math.min(MAX_LOG_SCALE, weights[layout.logScale]!);
    const next = { weights, ...derivatives(weights) };
    if (!(next.penalized < current.penalized)) {
      damping *= 10;
      if (damping > 1e6) break;
      continue;
    }
    const gain = current.penalized - next.penalized;
    current = next;
    damping = Math.max(1e-6, damping / 10);
    if (gain < MIN_GAIN) break;
  }
  const { weights, loss } = current;
  const list = (from: number, length: number) => [...weights.subarray(from, from + length)];
  return {
    network: weights[0]!,
    statistics: list(1, statistics.length),
    transitions: weights[layout.transitions]!,
    logScale: weights[layout.logScale]!,
    repeat: {
      byAge: list(layout.repeat, REPEAT_AGE_COUNT),
      byType: list(layout.repeat + REPEAT_AGE_COUNT, ACTION_TYPES.length),
      perLogCount: weights[layout.repeat + REPEAT_FEATURE_COUNT - 1]!,
    },
    loss,
  };

  // Does not use `sumScoreParts`: the fit needs the float64 features and their derivatives, not float32 sums.
  function derivatives(weights: Float64Array) {
    const gradient = new Float64Array(size);
    const curvature = Array.from({ length: size }, () => new Float64Array(size));
    const scale = Math.exp(weights[layout.logScale]!);
    const dense = layout.repeat;
    const share = 1 / sets.length;
    let loss = 0;
    sets.forEach(({ rows, networkLogits, logWeights, repeats }, set) => {
      const count = rows.length;
      const features = new Float64Array(count * dense);
      const logits = new Float64Array(count);
      let maximum = -Infinity;
      for (let c = 0; c < count; c++) {
        const at = c * dense;
        const scaled = scale * strengths[set]![c]!;
        features[at] = networkLogits[c]!;
        statistics.forEach((values, s) => (features[at + 1 + s] = values[rows[c]!]!));
        features[at + layout.transitions] = Math.log1p(scaled);
        features[at + layout.logScale] = (weights[layout.transitions]! * scaled) / (1 + scaled);
        let logit = logWeights[c]!;
        for (let k = 0; k < layout.logScale; k++) logit += weights[k]! * features[at + k]!;
        const repeat = repeats.get(c);
        if (repeat) for (const [k, value] of repeatEntries(repeat)) logit += weights[k]! * value;
        logits[c] = logit;
        maximum = Math.max(maximum, logit);
      }
      let total = 0;
      for (let c = 0; c < count; c++) total += Math.exp(logits[c]! - maximum);
      loss += share * (Math.log(total) + maximum - logits[0]!);
      const mean = new Float64Array(size);
      for (let c = 0; c < count; c++) {
        const probability = Math.exp(logits[c]! - maximum) / total;
        const repeat = repeats.get(c);
        const repeatFeatures = repeat ? repeatEntries(repeat) : [];
        const at = c * dense;
        for (let i = 0; i < dense; i++) {
          const weighted = probability * features[at + i]!;
          mean[i]! += weighted;
          const row = curvature[i]!;
          for (let j = 0; j <= i; j++) row[j]! += share * weighted * features[at + j]!;
        }
        for (const [i, value] of repeatFeatures) {
          const weighted = probability * value;
          mean[i]! += weighted;
          const row = curvature[i]!;
          for (let j = 0; j < dense; j++) row[j]! += share * weighted * features[at + j]!;
          for (const [j, other] of repeatFeatures) if (j <= i) row[j]! += share * weighted * other;
        }
        if (c === 0) {
          for (let i = 0; i < dense; i++) gradient[i]! -= share * features[at + i]!;
          for (const [i, value] of repeatFeatures) gradient[i]! -= share * value;
        }
      }
      for (let i = 0; i < size; i++) {
        gradient[i]! += share * mean[i]!;
        for (let j = 0; j <= i; j++) curvature[i]![j]! -= share * mean[i]! * mean[j]!;
      }
    });
    let penalized = loss;
    for (let i = 0; i < size; i++) {
      const distance = weights[i]! - start[i]!;
      penalized += 0.5 * RIDGE * share * distance * distance;
      gradient[i]! += RIDGE * share * distance;
      curvature[i]![i]! += RIDGE * share;
      for (let j = 0; j < i; j++) curvature[j]![i] = curvature[i]![j]!;
    }
    return { loss, penalized, gradient, curvature };
  }

  function repeatEntries({ age, typeIndex, count }: Repeat): [number, number][] {
    return [
      [layout.repeat + age, 1],
      [layout.repeat + REPEAT_AGE_COUNT + typeIndex, 1],
      [layout.repeat + REPEAT_FEATURE_COUNT - 1, Math.log(count)],
    ];
  }
}

function meanAboveZero(strengths: readonly Float32Array[]): number {
  let sum = 0;
  let count = 0;
  for (const values of strengths) {
    for (const value of values) {
      if (value === 0) continue;
      sum += value;
      count += 1;
    }
  }
  return count === 0 ? 1 : sum / count;
}
