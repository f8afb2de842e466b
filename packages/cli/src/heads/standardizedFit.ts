import { fitLogistic, type LogisticFit } from '@aisle/model/train';
import type { HeadQuestion } from './headQuestions.js';

/**
 * A logistic regression on some columns of the inputs, each with mean 0 and variance 1, so that one penalty suits all.
 *
 * @param columns indices into the inputs
 * @returns a fit for the inputs themselves. The weights of other columns, and of columns that do not vary, are 0
 */
export function standardizedFit(
  questions: readonly HeadQuestion[],
  columns: readonly number[],
  penalty: number,
): LogisticFit {
  const count = questions.length;
  const means = columns.map((c) => questions.reduce((sum, { inputs }) => sum + inputs[c]!, 0) / count);
  const deviations = columns.map(
    (c, i) => Math.sqrt(questions.reduce((sum, { inputs }) => sum + (inputs[c]! - means[i]!) ** 2, 0) / count) || 1,
  );
  const rows = questions.map(({ inputs }) =>
    Float64Array.from(columns, (c, i) => (inputs[c]! - means[i]!) / deviations[i]!),
  );
  const fit = fitLogistic(
    rows,
    questions.map(({ outcome }) => outcome),
    penalty,
  );
  const weights = new Float64Array(questions[0]!.inputs.length);
  let { bias } = fit;
  columns.forEach((c, i) => {
    weights[c] = fit.weights[i]! / deviations[i]!;
    bias -= weights[c]! * means[i]!;
  });
  return { weights, bias };
}
