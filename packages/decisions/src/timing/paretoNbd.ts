import { hypergeometric } from './hypergeometric.js';
import { logGamma } from './logGamma.js';
import type { OrderHistory } from './orderHistory.js';

/** r, alpha, s, beta of the Pareto/NBD model. All are above 0. */
export type ParetoNbdParameters = readonly [r: number, alpha: number, s: number, beta: number];

/**
 * The logarithm of the integral of the joint density of rates from `time` on, without its constants. Euler's
 * transformation makes one parameter of the hypergeometric function 1, so that its terms shrink at least as fast as
 * those of a geometric series.
 */
function logTail([r, alpha, s, beta]: ParetoNbdParameters, repeats: number, time: number): number {
  const total = r + s + repeats;
  const larger = Math.max(alpha, beta);
  const z = Math.abs(alpha - beta) / (larger + time);
  const [power, other] = alpha >= beta ? [-s, r + repeats] : [1 - r - repeats, s + 1];
  return power * Math.log1p(-z) + Math.log(hypergeometric(1, other, total + 1, z)) - total * Math.log(larger + time);
}

/** The two terms of the likelihood: still a customer at the end, and no longer one. */
function logTerms(parameters: ParetoNbdParameters, { repeats, latest, observed }: OrderHistory) {
  const [r, alpha, s, beta] = parameters;
  const active = -(r + repeats) * Math.log(alpha + observed) - s * Math.log(beta + observed);
  const from = logTail(parameters, repeats, latest);
  const to = logTail(parameters, repeats, observed);
  const stopped = Math.log(s / (r + s + repeats)) + from + Math.log(-Math.expm1(Math.min(0, to - from)));
  return { active, stopped };
}

/** The part of the log-likelihood that changes while the shopper does not order, as `bgNbdLogWaiting`. */
export function paretoNbdLogWaiting(parameters: ParetoNbdParameters, history: OrderHistory): number {
  const { active, stopped } = logTerms(parameters, history);
  const larger = Math.max(active, stopped);
  return larger + Math.log(Math.exp(active - larger) + Math.exp(stopped - larger));
}

/**
 * Log-likelihood of one shopper under Pareto/NBD, of Schmittlein, Morrison and Colombo (1987), in the form of Fader and
 * Hardie (2005), A Note on Deriving the Pareto/NBD Model (http://brucehardie.com/notes/009/).
 */
export function paretoNbdLogLikelihood(parameters: ParetoNbdParameters, history: OrderHistory): number {
  const [r, alpha, s, beta] = parameters;
  return (
    logGamma(r + history.repeats) -
    logGamma(r) +
    r * Math.log(alpha) +
    s * Math.log(beta) +
    paretoNbdLogWaiting(parameters, history)
  );
}

/** Expected number of orders within `ahead` after the observation, equation 41 of the note. `s` must not be 1. */
export function paretoNbdExpectedOrders(parameters: ParetoNbdParameters, history: OrderHistory, ahead: number): number {
  const [r, alpha, s, beta] = parameters;
  const { active, stopped } = logTerms(parameters, history);
  const { repeats, observed } = history;
  const rate = ((r + repeats) * (beta + observed)) / ((alpha + observed) * (s - 1));
  const horizon = 1 - ((beta + observed) / (beta + observed + ahead)) ** (s - 1);
  return (rate * horizon) / (1 + Math.exp(stopped - active));
}
