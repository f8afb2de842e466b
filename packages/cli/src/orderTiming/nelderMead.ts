const MAX_STEPS = 2000;
/** Ends when the best and the worst value of the simplex differ by less. */
const TOLERANCE = 1e-10;

interface Point {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * The point where `f` is smallest, found without derivatives (Nelder and Mead 1965,
 * https://doi.org/10.1093/comjnl/7.4.308), with the usual factors 1, 2, 1/2, 1/2.
 */
export function nelderMead(f: (at: readonly number[]) => number, start: readonly number[], size = 0.5): Point {
  const point = (at: readonly number[]): Point => ({ at, value: f(at) });
  let simplex = [start, ...start.map((_, i) => start.map((x, j) => (i === j ? x + size : x)))].map(point);
  for (let step = 0; step < MAX_STEPS; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (worst.value - best.value < TOLERANCE) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, i) => others.reduce((sum, { at }) => sum + at[i]!, 0) / others.length);
    const along = (factor: number) => point(centre.map((x, i) => x + factor * (worst.at[i]! - x)));
    const reflected = along(-1);
    let replacement = reflected;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      if (expanded.value < reflected.value) replacement = expanded;
    } else if (reflected.value >= others.at(-1)!.value) {
      replacement = along(reflected.value < worst.value ? -0.5 : 0.5);
    }
    if (
      replacement.value < Math.min(worst.value, reflected.value) ||
      (replacement === reflected && reflected.value < worst.value)
    )
      simplex = [...others, replacement];
    else simplex = [best, ...simplex.slice(1).map(({ at }) => point(at.map((x, i) => (x + best.at[i]!) / 2)))];
  }
  return simplex.sort((a, b) => a.value - b.value)[0]!;
}
