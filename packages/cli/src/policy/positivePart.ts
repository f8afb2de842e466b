/**
 * P(Z < z) of a standard normal variable. Absolute error below 7.5e-8.
 *
 * Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.17
 */
function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - normalDensity(z) * series;
}

const normalDensity = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The mean of max(0, x) for a normal x. */
export function positivePart(mean: number, spread: number): number {
  if (spread === 0) return Math.max(0, mean);
  const z = mean / spread;
  return mean * normalCdf(z) + spread * normalDensity(z);
}
