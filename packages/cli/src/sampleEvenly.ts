/** At most `count` of the values, evenly spaced. */
export function sampleEvenly<T>(values: readonly T[], count: number): T[] {
  const picked = Math.min(count, values.length);
  return Array.from({ length: picked }, (_, i) => values[Math.floor((i * values.length) / picked)]!);
}
