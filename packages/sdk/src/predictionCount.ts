import type { PredictOptions } from './api.js';

const DEFAULT_PREDICTION_COUNT = 10;

/** How many items `predict` is asked for. What is no number of at least 1, or not given as `k`, counts as not given, with a word on the console. */
export function predictionCount(options: PredictOptions | null | undefined): number {
  const isObject = typeof options === 'object';
  const k: unknown = isObject ? options?.k : options;
  if (k === undefined) return DEFAULT_PREDICTION_COUNT;
  if (isObject && typeof k === 'number' && k >= 1) return Math.floor(k);
  console.warn(
    `[aisle] predict: the number of items goes in as { k: 5 }, at least 1; found ${String(k)}, took ${DEFAULT_PREDICTION_COUNT}.`,
  );
  return DEFAULT_PREDICTION_COUNT;
}
