import { toPlainError } from '@aisle/core';
import { contextScore, type ModelConfig } from '@aisle/model';
import type { EngineReason, HistoryRequest, Provenance, VisitRequest } from '../protocol.js';
import type { CatalogueFiles } from './catalogueFile.js';
import { contextScorer } from './contextScorer.js';
import type { CurrentRelease } from './currentRelease.js';
import type { Answered, Decision, DecisionContext, DecisionInput, HistoryInput, ReleaseInput } from './decision.js';
import type { History } from './history.js';
import type { Idle } from './idle.js';
import type { NoticeReceiver } from './noticeReceiver.js';
import type { Outcomes } from './outcomes.js';
import type { TierLadder } from './tierLadder.js';

export interface PipelineParts {
  /** If false, decisions that need a history answer `no-consent`. */
  readonly readsHistory: boolean;
  readonly notices: NoticeReceiver;
  /** Once aborted, requests are rejected. */
  readonly stopped: AbortSignal;
  /** Drops the engine's copy of the history. */
  readonly forget: () => void;
  readonly ready: Promise<void>;
  readonly current: CurrentRelease;
  readonly tiers: TierLadder;
  readonly history: History;
  readonly outcomes: Outcomes;
  readonly idle: Idle;
  readonly catalogueFiles: CatalogueFiles;
}

const NO_CONSENT = { release: undefined, tier: undefined, historyId: undefined, reason: 'no-consent' } as const;

/** Runs each request: waits for notices and release, reads the history, chooses a scorer. */
export class DecisionPipeline implements DecisionContext {
  readonly ready: Promise<void>;
  readonly idle: Idle;
  readonly catalogueFiles: CatalogueFiles;
  readonly outcomes: Outcomes;
  readonly #parts: PipelineParts;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    ({ ready: this.ready, idle: this.idle, catalogueFiles: this.catalogueFiles, outcomes: this.outcomes } = parts);
  }

  /** @throws AisleError `aborted` once stopped, or what the decision throws */
  async run<Request extends object, Reply>(decision: Decision<Request, Reply>, request: Request): Promise<Reply> {
    const { notices, forget, stopped } = this.#parts;
    const { noticesSent = 0 }: Partial<HistoryRequest> = request;
    // The lost notice may have been an erase.
    if (!notices.hasReceived(noticesSent) && !(await notices.whenReceived(noticesSent))) forget();
    stopped.throwIfAborted();
    return decision(request, this);
  }

  async withScorer<Answer extends object>(
    request: VisitRequest,
    maxResults: (config: ModelConfig) => number | undefined,
    compute: (input: DecisionInput) => Promise<Answer | undefined> | Answer | undefined,
  ): Promise<Answered<Answer>> {
    const { current, tiers, history } = this.#parts;
    if (!(await this.#updateHistory(request))) return NO_CONSENT;
    for (;;) {
      const { serving } = current;
      const { historyId } = history;
      if (!serving) return { release: undefined, tier: undefined, historyId, reason: current.whyNone };
      const { release, items, light } = serving;
      const scorer = tiers.scorerFor(maxResults(release.config)) ?? light;
      const provenance: Provenance = { release: release.manifest.releaseId, tier: scorer.tier, historyId };
      const actions = history.actions(items.rowOf);
      const contextOf = request.visit && contextScore(release, request.visit, actions.length);
      if (actions.length === 0) {
        if (history.hasActions) return { ...provenance, reason: 'unknown-items' };
        if (!contextOf) return { ...provenance, reason: 'cold-start' };
      }
      try {
        const contextual = contextOf ? contextScorer(scorer, contextOf) : scorer;
        const answer = await compute({
          scorer: contextual,
          light,
          historyId: historyId ?? '',
          intentIntercept: current.intentIntercept,
          items,
          actions,
          events: history.latest,
        });
        return answer ? { ...provenance, ...answer } : { ...provenance, reason: 'unknown-items' };
      } catch (cause) {
        // The loop ends: a failed scorer is not used again, and the light tier is the last one.
        if (scorer === light) throw cause;
        tiers.scorerFailed(scorer, toPlainError(cause).message);
      }
    }
  }

  /** @returns false if the engine reads no history */
  async #updateHistory({ cursor, history: inMemory }: HistoryRequest): Promise<boolean> {
    const { readsHistory, stopped, history } = this.#parts;
    if (!readsHistory) return false;
    await this.ready;
    stopped.throwIfAborted();
    if (inMemory) history.catchUpFrom(inMemory);
    else await history.catchUp(cursor);
    return true;
  }

  async withHistory<Answer extends object>(
    request: HistoryRequest,
    compute: (input: HistoryInput) => Answer | { readonly reason: EngineReason },
  ): Promise<Answered<Answer>> {
    if (!(await this.#updateHistory(request))) return NO_CONSENT;
    const { current, history } = this.#parts;
    const { historyId, latest: events } = history;
    const { serving } = current;
    if (!serving) return { release: undefined, tier: undefined, historyId, reason: current.whyNone };
    const { release, light } = serving;
    const provenance: Provenance = { release: release.manifest.releaseId, tier: light.tier, historyId };
    if (historyId === undefined) return { ...provenance, reason: 'no-consent' };
    return { ...provenance, ...compute({ release, historyId, events }) };
  }

  async withRelease<Answer extends object>(
    compute: (input: ReleaseInput) => Answer | undefined,
  ): Promise<Answered<Answer>> {
    const { stopped, current } = this.#parts;
    await this.ready;
    stopped.throwIfAborted();
    const { serving } = current;
    if (!serving) return { release: undefined, tier: undefined, historyId: undefined, reason: current.whyNone };
    const { release, items, light } = serving;
    const answer = compute({ release, items }) ?? { reason: 'unknown-items' as const };
    return { release: release.manifest.releaseId, tier: light.tier, historyId: undefined, ...answer };
  }
}
