import { encodeRanking } from '@aisle/core';
import type { EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';

/**
 * After an event the page sends the requests that the event triggers. This long after the last one, it has sent them
 * all.
 */
const PAUSE_MS = 50;
/** 40 kB of local storage. In a larger catalogue, every other item is at the end of any list. */
const MAX_RANKED = 10_000;
const NONE: ReadonlySet<number> = new Set();

export interface PrecomputeRankingRequest extends HistoryRequest {
  /** The page is hidden and may be gone soon: do not wait for a pause. */
  readonly urgent?: boolean;
}

export interface PrecomputeRankingReply extends Provenance {
  /** The best of the catalogue, as `encodeRanking` of core writes it; absent where there is a reason not to rank. */
  readonly ranking?: string;
  readonly reason?: EngineReason;
}

/** Ranks the catalogue as of now, for lists that the next page paints before the engine can be asked. */
export const precomputeRanking: Decision<PrecomputeRankingRequest, PrecomputeRankingReply> = async (
  request,
  context,
) => {
  await context.ready;
  // It takes some milliseconds, and nobody waits for it.
  if (!request.urgent) await context.idle.whenIdle(PAUSE_MS);
  const maxResults = (itemCount: number) => Math.min(itemCount, MAX_RANKED);
  return context.withScorer(request, maxResults, async ({ scorer, actions, items: { itemIdOf } }) => {
    const { itemCount } = scorer.release.config;
    const k = maxResults(itemCount);
    const best = await scorer.top(actions, k, NONE);
    return {
      ranking: encodeRanking(
        best.map(({ row }) => itemIdOf(row)),
        k === itemCount,
        Date.now(),
      ),
    };
  });
};
