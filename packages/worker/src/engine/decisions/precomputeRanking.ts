import { encodeRanking } from '@aisle/core';
import type { ModelConfig } from '@aisle/model';
import type { EngineReason, HistoryRequest, Provenance } from '../../protocol.js';
import type { Decision } from '../decision.js';

/**
 * Wait this long after an event or request before background work: by then the page has sent the requests that the
 * event triggered.
 */
const PAUSE_MS = 50;
/** The ranking takes 40 kB of local storage. Items below this rank go to the end of any list. */
const MAX_RANKED = 10_000;
const NONE: ReadonlySet<number> = new Set();

export interface PrecomputeRankingRequest extends HistoryRequest {
  /** The page is hidden and may end soon: do not wait for a pause. */
  readonly urgent?: boolean;
}

export interface PrecomputeRankingReply extends Provenance {
  /** The best items of the release, from core's `encodeRanking`; absent if there is a reason. */
  readonly ranking?: string;
  readonly reason?: EngineReason;
}

/** Ranks all items of the release, so that the next page can order lists before its engine has started. */
export const precomputeRanking: Decision<PrecomputeRankingRequest, PrecomputeRankingReply> = async (
  request,
  context,
) => {
  await context.ready;
  // It takes some milliseconds, and no list waits for it.
  if (!request.urgent) await context.idle.whenIdle(PAUSE_MS);
  const maxResults = ({ itemCount }: ModelConfig) => Math.min(itemCount, MAX_RANKED);
  return context.withScorer(request, maxResults, async ({ scorer, actions, items: { itemIdOf } }) => {
    const { config } = scorer.release;
    const k = maxResults(config);
    const best = await scorer.top(actions, k, NONE);
    return {
      ranking: encodeRanking(
        best.map(({ row }) => itemIdOf(row)),
        k === config.itemCount,
        Date.now(),
      ),
    };
  });
};
