/** Iterations converge earlier, unless rounding moves a value back and forth between two levels. */
const MAX_ROUNDS = 200;

/**
 * Quantisation levels for the strengths of transitions: k-means (Lloyd 1982, https://doi.org/10.1109/TIT.1982.1056489)
 * of their logarithms, because scores use the logarithm. The start splits the interval with the largest error until
 * there are `count` intervals. On Amazon Beauty and Toys, the root-mean-square error is within 6 % of the minimum. A
 * start from evenly spaced levels gives up to 2.6 times that error.
 *
 * @param strengths float32 [entries], above 0
 * @returns float32, ascending, at most `count` levels. Up to `count` distinct strengths are returned unchanged, so the
 *   function is idempotent
 */
export function strengthLevels(strengths: Float32Array, count: number): Float32Array {
  const sorted = strengths.slice().sort();
  const different = sorted.filter((strength, i) => i === 0 || strength !== sorted[i - 1]);
  if (different.length <= count) return different;

  const n = sorted.length;
  const logs = Float64Array.from(sorted, Math.log);
  // Prefix sums give the mean and error of any interval in constant time.
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  logs.forEach((log, i) => {
    sums[i + 1] = sums[i]! + log;
    squares[i + 1] = squares[i]! + log * log;
  });
  const mean = (start: number, end: number) => (sums[end]! - sums[start]!) / (end - start);
  const error = (start: number, end: number) =>
    squares[end]! - squares[start]! - (sums[end]! - sums[start]!) * mean(start, end);
  const firstAbove = (value: number): number => {
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (logs[middle]! > value) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  // Interval j is cuts[j] to cuts[j + 1] and never empty.
  let cuts = [0, n];
  while (cuts.length <= count) {
    const divisible = cuts
      .slice(1)
      .flatMap((end, j) => (logs[cuts[j]!]! < logs[end - 1]! ? [{ start: cuts[j]!, end }] : []));
    const { start, end } = divisible.reduce((worst, one) =>
      error(one.start, one.end) > error(worst.start, worst.end) ? one : worst,
    );
    cuts.push(Math.max(start + 1, Math.min(end - 1, firstAbove(mean(start, end)))));
    cuts.sort((a, b) => a - b);
  }
  const means = () => cuts.slice(1).map((end, j) => mean(cuts[j]!, end));
  let levels = means();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const inner = levels.slice(1).map((level, j) => firstAbove((levels[j]! + level) / 2));
    cuts = [...new Set([0, ...inner, n])];
    const before = levels;
    levels = means();
    if (levels.join() === before.join()) break;
  }
  return Float32Array.from(new Set(Float32Array.from(levels, Math.exp)));
}
