const DEFAULT_PREDICTION_COUNT = 10;

/** How many items `predict` is asked for: at least 1; what is no number counts as not given. */
export function wholeCount(k: number | undefined): number {
  return typeof k === 'number' && k >= 1 ? Math.floor(k) : DEFAULT_PREDICTION_COUNT;
}
