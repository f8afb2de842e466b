import { type EngineController, READY_DEADLINE_MS } from '../engineController.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import type { InstanceTracker } from '../parts.js';
import type { DecisionPipeline } from './decisionPipeline.js';

export interface NextPageRankingParts {
  readonly tracker: Pick<InstanceTracker, 'ignoresVisit' | 'rankingStorage'>;
  readonly controller: Pick<EngineController, 'isAllowed'> & {
    readonly client: Pick<EngineController['client'], 'state'>;
  };
  readonly pipeline: Pick<DecisionPipeline, 'call'>;
  readonly page: Pick<PageEnvironment, 'whenIdleOrHidden'>;
  /** Receives a newer ranking, or undefined after an erasure and in the holdout. */
  readonly onRanking: (ranking: string | undefined) => void;
  /** Receives what `onRanking` threw. */
  readonly onProblem: (cause: unknown) => void;
}

/**
 * The current ranking of all items, precomputed for lists that are painted before the engine can answer. The next page
 * reads it from storage. It is refreshed after events: one request at a time, and one more for the events during it.
 */
export class NextPageRanking {
  /** From this page or, at first, from an earlier one. */
  latest: string | undefined;
  #isDue = false;
  #isRefreshing = false;
  #erasures = 0;
  readonly #parts: NextPageRankingParts;

  constructor(parts: NextPageRankingParts) {
    this.#parts = parts;
    this.latest = parts.tracker.rankingStorage.read();
  }

  refresh(): void {
    this.#isDue = true;
    if (!this.#isRefreshing) void this.#refreshWhileDue();
  }

  async #refreshWhileDue(): Promise<void> {
    this.#isRefreshing = true;
    while (this.#isDue) {
      this.#isDue = false;
      const erasures = this.#erasures;
      const ranking = await this.#precompute().catch(() => undefined);
      // A ranking without the latest event is still newer than the previous one.
      if (ranking !== undefined && erasures === this.#erasures) this.#set(ranking || undefined);
    }
    this.#isRefreshing = false;
  }

  /** @returns '' if there must be no ranking, undefined if the engine has no answer */
  async #precompute(): Promise<string | undefined> {
    const { tracker, controller, pipeline, page } = this.#parts;
    const urgent = (await page.whenIdleOrHidden()) === 'hidden';
    // A ranking alone does not start the worker. Automated visits store no ranking.
    if (!controller.isAllowed || controller.client.state !== 'ready' || tracker.ignoresVisit) return undefined;
    const reply = await pipeline.call((engine, history) => engine.precomputeRanking({ ...history, urgent }), {
      deadlineMs: READY_DEADLINE_MS,
    });
    // Without a reply, the device is in the holdout. The empty string removes a ranking that was stored before.
    const ranking = reply ? reply.ranking : '';
    if (ranking !== undefined) tracker.rankingStorage.save(ranking, reply?.historyId);
    return ranking;
  }

  /** Drops the ranking after an erasure, and the result of a request in progress. */
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
