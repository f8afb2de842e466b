/** `3,072` */
export const whole = (value: number): string => value.toLocaleString('en');

/** `94 %`; `fewer than 1 %` and `more than 99 %` if rounding would say none or all. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  if (rounded === 0 && share > 0) return 'less than 1 %';
  if (rounded === 100 && share < 1) return 'more than 99 %';
  return `${rounded} %`;
}

/** How many of `base`: `31`, `none`, `fewer than 1`, `more than 99` or `all`. */
export function countOf(share: number, base: number): string {
  if (share === 0) return 'none';
  if (share === 1) return 'all';
  const count = Math.round(share * base);
  if (count === 0) return 'fewer than 1';
  return count === base ? `more than ${whole(base - 1)}` : whole(count);
}

/** `28 to 34`: an interval of shares as counts of `base`. */
export const rangeOf = (interval: readonly [number, number], base: number): string =>
  interval.map((share) => whole(Math.round(share * base))).join(' to ');
