import type { OrderSummary } from '@aisle/decisions';
import type { IntentAnswer } from '@aisle/worker';
import type { QueryReason } from '../decisions/request.js';
import type { DecisionsHost } from './decisionsHost.js';
import { KeptOrders } from './keptOrders.js';
import { timeLimit } from './timeLimit.js';

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

/**
 * Asks the engine for the shopper's intent. Resolves by its deadline; never rejects. If the release keeps a summary of
 * orders, asks again with what this device has kept, and keeps the new one.
 */
export async function intent(host: DecisionsHost, options?: IntentOptions | null): Promise<Intent> {
  const startedMs = performance.now();
  const limit = timeLimit(options?.deadlineMs);
  const ask = async (within: IntentOptions | null | undefined, keptOrders?: OrderSummary) => {
    const query = { name: 'intent', ...(keptOrders && { keptOrders }) } as const;
    const { resultId: _, tier: __, ...reply } = await host.request(query, within);
    return { missing: {}, ...reply } as Intent & { readonly orders?: OrderSummary };
  };
  let reply = await ask(options);
  if (reply.orders) {
    const kept = new KeptOrders(host);
    const opened = await limit.within(kept.open());
    const again = opened && (await ask({ ...options, deadlineMs: limit.leftMs() }, opened.summary));
    if (again?.orders) {
      reply = { ...again, durationMs: performance.now() - startedMs };
      await limit.within(kept.keep(opened!, again.orders));
    }
  }
  const { orders: _, ...answer } = reply;
  return answer;
}
