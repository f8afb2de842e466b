import type { PredictOptions } from '@aisle/sdk';
import { type UseRowResult, useRow } from './useRow.js';

export interface UsePredictOptions extends Omit<PredictOptions, 'signal'> {
  /** `events`: predict again after every event. By default, the items on screen stay. */
  readonly refresh?: 'events';
}

/**
 * Predicts the next purchases. Fills as soon as there is a history: without a reload too, after the first event. Then the
 * items stay until an option other than `filter` or the consent changes. The latest `filter` applies to the next prediction.
 * Never throws.
 */
export function usePredict(given?: UsePredictOptions | null): UseRowResult {
  const { refresh, ...options } = given ?? {};
  return useRow<Omit<PredictOptions, 'signal'>>(options, {
    subject: true,
    request: (aisle, options) => aisle.predict(options),
    readsHistory: true,
    followsEvents: refresh === 'events',
  });
}
