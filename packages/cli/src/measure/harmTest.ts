import type { GroupShare } from './shareDifference.js';

/** The alarm's limit, 1 / α with α = 5 %. */
const LIMIT = 20;
/** The spread of effects that the test expects, as a share of the devices that order. */
const EXPECTED_EFFECT = 0.1;

/**
 * How much likelier the two shares are under some effect than under none: the likelihood ratio of a mixture,
 * √(v / (v + τ²)) · exp(τ² d² / (2 v (v + τ²))), for a difference d with variance v and effects that are normal with
 * variance τ². It exceeds 1/α with a probability of at most α, however often one looks.
 *
 * Source: Johari, Koomen, Pekelis and Walsh 2017, "Peeking at A/B tests", equation 2,
 * https://doi.org/10.1145/3097983.3097992; Robbins 1970, https://doi.org/10.1214/aoms/1177696786.
 */
export function mixtureRatio(treated: GroupShare, holdout: GroupShare): number {
  const pooled = (treated.successes + holdout.successes) / (treated.devices + holdout.devices);
  const variance = pooled * (1 - pooled) * (1 / treated.devices + 1 / holdout.devices);
  if (!(variance > 0 && variance < Number.POSITIVE_INFINITY)) return 1;
  const difference = treated.successes / treated.devices - holdout.successes / holdout.devices;
  const expected = (EXPECTED_EFFECT * pooled) ** 2;
  const total = variance + expected;
  return Math.sqrt(variance / total) * Math.exp((expected * difference ** 2) / (2 * variance * total));
}

/** Whether the treated devices order less, at a look that may be repeated every day. Never speaks of a benefit. */
export const isHarmful = (treated: GroupShare, holdout: GroupShare): boolean =>
  treated.successes * holdout.devices < holdout.successes * treated.devices && mixtureRatio(treated, holdout) >= LIMIT;
