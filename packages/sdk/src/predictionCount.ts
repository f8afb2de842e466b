import { describe } from '@aisle/core';
import type { PredictOptions } from './api.js';

const DEFAULT_PREDICTION_COUNT = 10;

/** The number of items for `predict`. An invalid `k`, or a number instead of options, logs a warning and gives the default. */
export function predictionCount(options: PredictOptions | null | undefined): number {
  const isObject = typeof options === 'object';
  const k: unknown = isObject ? options?.k : options;
  if (k === undefined) return DEFAULT_PREDICTION_COUNT;
  if (isObject && typeof k === 'number' && k >= 1) return Math.floor(k);
  console.warn(
    `[aisle] predict: { k } must be a number of at least 1, found ${describe(k)}; used ${DEFAULT_PREDICTION_COUNT}.`,
  );
  return DEFAULT_PREDICTION_COUNT;
}
