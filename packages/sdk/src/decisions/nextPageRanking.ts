import { type EngineSession, READY_DEADLINE_MS } from '../engineSession.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import type { InstanceTracker } from '../parts.js';
import type { DecisionPipeline } from './decisionPipeline.js';

export interface NextPageRankingParts {
  readonly tracker: Pick<InstanceTracker, 'ignoresVisit' | 'rankingStorage'>;
  readonly session: Pick<EngineSession, 'isAllowed'> & { readonly client: Pick<EngineSession['client'], 'state'> };
  readonly pipeline: Pick<DecisionPipeline, 'ask'>;
  readonly page: Pick<PageEnvironment, 'whenIdleOrHidden'>;
  /** Takes a newer ranking, or the end of it. */
  readonly onRanking: (ranking: string | undefined) => void;
  /** Takes what `onRanking` threw. */
  readonly onProblem: (cause: unknown) => void;
}

/**
 * The catalogue in the order of this moment, precomputed for lists that are painted before the engine can be asked: on
 * this page, and on the next one, which finds it in storage. Renewed after events: one request at a time, and one more
 * for the events during it.
 */
export class NextPageRanking {
  /** Of this page, or what an earlier one left. */
  latest: string | undefined;
  #isDue = false;
  #isRenewing = false;
  #erasures = 0;
  readonly #parts: NextPageRankingParts;

  constructor(parts: NextPageRankingParts) {
    this.#parts = parts;
    this.latest = parts.tracker.rankingStorage.read();
  }

  renew(): void {
    this.#isDue = true;
    if (!this.#isRenewing) void this.#renewWhileDue();
  }

  async #renewWhileDue(): Promise<void> {
    this.#isRenewing = true;
    while (this.#isDue) {
      this.#isDue = false;
      const erasures = this.#erasures;
      const ranking = await this.#precompute().catch(() => undefined);
      // One that was requested before the latest event is better than an older one.
      if (ranking !== undefined && erasures === this.#erasures) this.#set(ranking || undefined);
    }
    this.#isRenewing = false;
  }

  /** @returns '' if there must be no ranking, undefined if the engine has no answer */
  async #precompute(): Promise<string | undefined> {
    const { tracker, session, pipeline, page } = this.#parts;
    const urgent = (await page.whenIdleOrHidden()) === 'hidden';
    // The worker is not started for it. Automation leaves no ranking.
    if (!session.isAllowed || session.client.state !== 'ready' || tracker.ignoresVisit) return undefined;
    const reply = await pipeline.ask((engine, history) => engine.precomputeRanking({ ...history, urgent }), {
      deadlineMs: READY_DEADLINE_MS,
    });
    // The holdout has no ranking. One that was stored before the device was in the holdout is removed.
    const ranking = reply ? reply.ranking : '';
    if (ranking !== undefined) tracker.rankingStorage.save(ranking, reply?.historyId);
    return ranking;
  }

  /** The history is gone: a request under way is about it, and there is nothing to ask about. */
  forget(): void {
    this.#isDue = false;
    this.#erasures += 1;
    this.#set(undefined);
  }

  #set(ranking: string | undefined): void {
    if (ranking === this.latest) return;
    this.latest = ranking;
    try {
      this.#parts.onRanking(ranking);
    } catch (cause) {
      this.#parts.onProblem(cause);
    }
  }
}
