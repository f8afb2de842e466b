/** At most `count` of the values, evenly spaced. */
export function sampleEvenly<T>(values: readonly T[], count: number): T[] {
  const size = Math.min(count, values.length);
  return Array.from({ length: size }, (_, i) => values[Math.floor((i * values.length) / size)]!);
}
