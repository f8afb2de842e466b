import type { IntentAnswer } from '@aisle/worker';
import type { QueryReason } from '../decisions/request.js';
import type { DecisionsHost } from './decisionsHost.js';

export interface IntentOptions {
  /** Milliseconds, default 2,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * How likely the shopper buys, by this device's history. A probability is absent if the release does not predict it, or if
 * the question makes no sense now; `missing` says why. With a `reason`, all of them are absent.
 */
export interface Intent extends IntentAnswer {
  /** Why there is no answer. */
  readonly reason?: QueryReason;
  /** The release that answered. */
  readonly release?: string;
  /** Time from the call to its result, in milliseconds. */
  readonly durationMs: number;
}

/** Asks the engine for the shopper's intent. Resolves by its deadline; never rejects. */
export async function intent(host: DecisionsHost, options?: IntentOptions | null): Promise<Intent> {
  const { resultId: _, tier: __, ...answer } = await host.request({ name: 'intent' }, options);
  return { missing: {}, ...answer };
}
