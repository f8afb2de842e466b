/** Certainty has no logit. */
const SMALLEST = 1e-12;

/** The logit of a probability. @param probability 0 and 1 count as the numbers next to them */
export function orderLogit(probability: number): number {
  const found = Math.min(1 - SMALLEST, Math.max(SMALLEST, probability));
  return Math.log(found / (1 - found));
}
