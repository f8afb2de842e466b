import { hypergeometric } from './hypergeometric.js';
import { logGamma } from './logGamma.js';
import type { OrderHistory } from './orderHistory.js';

/** r, alpha, a, b of the BG/NBD model. All are above 0. */
export type BgNbdParameters = readonly [r: number, alpha: number, a: number, b: number];

/** Logarithm of the odds that the shopper has stopped ordering. */
const logOddsStopped = ([r, alpha, a, b]: BgNbdParameters, { repeats, latest, observed }: OrderHistory) =>
  repeats === 0
    ? -Infinity
    : Math.log(a) - Math.log(b + repeats - 1) + (r + repeats) * Math.log((alpha + observed) / (alpha + latest));

/**
 * The part of the log-likelihood that changes while the shopper does not order. Its changes are exact logarithms of
 * probabilities of no order.
 */
export function bgNbdLogWaiting(parameters: BgNbdParameters, history: OrderHistory): number {
  const [r, alpha] = parameters;
  return (
    Math.log1p(Math.exp(logOddsStopped(parameters, history))) -
    (r + history.repeats) * Math.log(alpha + history.observed)
  );
}

/**
 * Log-likelihood of one shopper under BG/NBD, equation 6 of Fader, Hardie and Lee (2005), "Counting Your Customers" the
 * Easy Way (https://doi.org/10.1287/mksc.1040.0098).
 */
export function bgNbdLogLikelihood(parameters: BgNbdParameters, history: OrderHistory): number {
  const [r, alpha, a, b] = parameters;
  const { repeats } = history;
  return (
    logGamma(r + repeats) -
    logGamma(r) +
    r * Math.log(alpha) +
    logGamma(a + b) +
    logGamma(b + repeats) -
    logGamma(b) -
    logGamma(a + b + repeats) +
    bgNbdLogWaiting(parameters, history)
  );
}

/** Expected number of orders within `ahead` after the observation, equation 10 of the paper. `a` must not be 1. */
export function bgNbdExpectedOrders(parameters: BgNbdParameters, history: OrderHistory, ahead: number): number {
  const [r, alpha, a, b] = parameters;
  const { repeats, observed } = history;
  const end = alpha + observed + ahead;
  const none =
    ((alpha + observed) / end) ** (r + repeats) *
    hypergeometric(r + repeats, b + repeats, a + b + repeats - 1, ahead / end);
  return (((a + b + repeats - 1) / (a - 1)) * (1 - none)) / (1 + Math.exp(logOddsStopped(parameters, history)));
}
