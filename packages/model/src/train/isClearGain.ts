/** Standard errors of a gain. The best of many candidates gains one by chance. */
const MIN_ERRORS = 2;

export const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Whether paired differences of two scores, one of each example, are more than noise. */
export function isClearGain(differences: Float64Array): boolean {
  const gain = mean(differences);
  const variance = mean(differences.map((difference) => (difference - gain) ** 2));
  return gain > MIN_ERRORS * Math.sqrt(variance / differences.length);
}
