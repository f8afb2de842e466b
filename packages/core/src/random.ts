/** A generator of uniform numbers in [0, 1). Functions take it as an argument, so that a seed makes them repeatable. */
export type Random = () => number;

/**
 * mulberry32: 32 bits of state, sufficient for sampling and shuffling, not for secrets. A checkpoint stores the state.
 *
 * Source: Ettinger 2017, public domain, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function seededRandom(seed: number): Random & { getState(): number } {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return Object.assign(next, { getState: () => state });
}

/** A sample of the standard normal distribution: Box and Muller 1958, https://doi.org/10.1214/aoms/1177706645. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Shuffles in place by the Fisher-Yates method: Durstenfeld 1964, https://doi.org/10.1145/364520.364540. */
export function shuffle<T extends { length: number; [i: number]: number }>(values: T, random: Random): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = values[i] as number;
    values[i] = values[j] as number;
    values[j] = value;
  }
  return values;
}
