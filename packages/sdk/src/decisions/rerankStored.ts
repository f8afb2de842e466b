import { readRanking } from '@aisle/tracker';
import type { Identified, RerankNowOptions, WithItemId } from '../api.js';
import { newResultId } from '../resultId.js';
import type { RerankResult } from '../results.js';
import { rerankNow } from './rerankNow.js';

export interface RerankStoredOptions<T> extends RerankNowOptions<T> {
  /** The namespace of the instance that this page will create. Default `default`. */
  readonly namespace?: string;
}

/** `rerankNow` before there is an instance, by the ranking that an earlier page stored. Denied consent deletes that ranking. */
export function rerankStored<T extends Identified>(
  items: readonly T[],
  options?: RerankStoredOptions<T> | null,
): RerankResult<T>;
export function rerankStored<T>(items: readonly T[], options: WithItemId<T, RerankStoredOptions<T>>): RerankResult<T>;
export function rerankStored<T>(items: readonly T[], options?: RerankStoredOptions<T> | null): RerankResult<T> {
  const startedMs = performance.now();
  const order = rerankNow(readRanking(options?.namespace ?? 'default'), items, options);
  return { ...order, resultId: newResultId(undefined), durationMs: performance.now() - startedMs };
}
