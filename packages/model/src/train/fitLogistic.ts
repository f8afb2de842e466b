import { solveSymmetric } from './solveSymmetric.js';

/** A logistic regression: the probability of row x is sigmoid(weights · x + bias). */
export interface LogisticFit {
  /** [columns] */
  readonly weights: Float64Array;
  readonly bias: number;
}

/** Far more than Newton's method needs with a penalty; a fit that diverges must end. */
const MAX_ITERATIONS = 50;
const CONVERGED = 1e-10;
/** Halvings of a step that does not lower the loss. */
const MAX_HALVINGS = 30;

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * Minimises the sum of the log losses plus penalty / 2 · |weights|², by Newton's method (Hastie, Tibshirani, Friedman,
 * The Elements of Statistical Learning, section 4.4.1). The bias is not penalised. Deterministic.
 *
 * @param rows [examples][columns]
 * @param outcomes [examples], 0 or 1, or the share of 1 among the observations of a row
 * @param penalty above 0, so that a solution exists for every input with both outcomes
 * @param counts [examples], the number of observations of a row. Default 1
 */
export function fitLogistic(
  rows: readonly ArrayLike<number>[],
  outcomes: ArrayLike<number>,
  penalty: number,
  counts?: ArrayLike<number>,
): LogisticFit {
  const columns = rows[0]?.length ?? 0;
  const loss = (parameters: Float64Array) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += (penalty / 2) * parameters[c]! ** 2;
    rows.forEach((row, i) => {
      const logit = logitOf(row, parameters);
      sum += (counts?.[i] ?? 1) * (softplus(logit) - outcomes[i]! * logit);
    });
    return sum;
  };
  // The bias is the last parameter.
  let parameters = new Float64Array(columns + 1);
  let current = loss(parameters);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const { gradient, hessian } = derivatives(rows, outcomes, penalty, parameters, counts);
    const step = solveSymmetric(hessian, gradient);
    let share = 1;
    let next = parameters;
    let nextLoss = Number.NaN;
    for (let halving = 0; halving < MAX_HALVINGS && !(nextLoss <= current); halving++, share /= 2) {
      next = parameters.map((value, i) => value - share * step[i]!);
      nextLoss = loss(next);
    }
    if (!(nextLoss <= current)) break;
    const gain = current - nextLoss;
    parameters = next;
    current = nextLoss;
    if (gain <= CONVERGED * (1 + Math.abs(current))) break;
  }
  return { weights: parameters.slice(0, columns), bias: parameters[columns]! };
}

function logitOf(row: ArrayLike<number>, parameters: Float64Array): number {
  let logit = parameters[row.length]!;
  for (let c = 0; c < row.length; c++) logit += row[c]! * parameters[c]!;
  return logit;
}

/** @returns the gradient, and the lower triangle of the matrix of second derivatives */
function derivatives(
  rows: readonly ArrayLike<number>[],
  outcomes: ArrayLike<number>,
  penalty: number,
  parameters: Float64Array,
  counts: ArrayLike<number> | undefined,
) {
  const size = parameters.length;
  const gradient = parameters.map((value, c) => (c + 1 < size ? penalty * value : 0));
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  for (let c = 0; c + 1 < size; c++) hessian[c]![c] = penalty;
  const withOne = new Float64Array(size).fill(1);
  rows.forEach((row, i) => {
    withOne.set(row);
    const probability = 1 / (1 + Math.exp(-logitOf(row, parameters)));
    const count = counts?.[i] ?? 1;
    const curvature = count * probability * (1 - probability);
    for (let a = 0; a < size; a++) {
      gradient[a]! += count * withOne[a]! * (probability - outcomes[i]!);
      const scaled = curvature * withOne[a]!;
      const target = hessian[a]!;
      for (let b = 0; b <= a; b++) target[b]! += scaled * withOne[b]!;
    }
  });
  return { gradient, hessian };
}
