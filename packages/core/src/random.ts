/** A source of uniform numbers in [0, 1). Code that draws takes one as an argument, so that a seed repeats it. */
export type Random = () => number;

/**
 * mulberry32: 32 bits of state, good enough for sampling and shuffling, not for secrets.
 * Source: Tommy Ettinger, public domain. State is readable so that a checkpoint can keep it.
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

/** A standard normal draw (Box-Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Fisher-Yates, in place. */
export function shuffle<T extends { length: number; [i: number]: number }>(values: T, random: Random): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = values[i] as number;
    values[i] = values[j] as number;
    values[j] = kept;
  }
  return values;
}
