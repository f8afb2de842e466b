/** Student's t distribution, 97.5 % quantile, by degrees of freedom. */
const QUANTILES: Readonly<Record<number, number>> = { 1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776 };

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The mean of independent repetitions and its 95 % interval by Student's t distribution.
 *
 * @param values two to five
 */
export function repetitionInterval(values: readonly number[]) {
  const [center, degrees] = [mean(values), values.length - 1];
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const reach = QUANTILES[degrees]! * Math.sqrt(squares / degrees / values.length);
  return { mean: center, low: center - reach, high: center + reach };
}
