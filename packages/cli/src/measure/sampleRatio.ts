/** The 99.9 % quantile of a chi-square distribution with one degree of freedom. */
const LIMIT = 10.828;

export interface SampleRatio {
  /** One degree of freedom. */
  readonly chiSquare: number;
  /** Whether the groups have the sizes that the coin gives. If not, some devices are missing, and no effect can be known. */
  readonly matches: boolean;
}

/**
 * Compares the sizes of the groups with the coin's share by a chi-square test at .1 %. A mismatch means that one group
 * loses devices: Fabijan et al. 2019, "Diagnosing sample ratio mismatch in online controlled experiments",
 * https://doi.org/10.1145/3292500.3330722.
 *
 * @param holdoutShare 0 to 1, exclusive
 */
export function sampleRatio(treated: number, holdout: number, holdoutShare: number): SampleRatio {
  const devices = treated + holdout;
  const expected = devices * holdoutShare;
  const difference = (holdout - expected) ** 2;
  const chiSquare = devices === 0 ? 0 : difference / expected + difference / (devices - expected);
  return { chiSquare, matches: chiSquare <= LIMIT };
}
