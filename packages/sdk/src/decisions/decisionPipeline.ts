import { toAisleError } from '@aisle/core';
import { type CallOptions, within } from '@aisle/worker';
import type { EngineController } from '../engineController.js';
import type { Experiment } from '../experiment.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import type { InstanceTracker } from '../parts.js';
import type { Reason } from '../results.js';
import type { Decision, DecisionOptions, EngineCall, EngineReply, ResultFields } from './decision.js';

/** The steps that all decisions share: consent, start, holdout, deadline, reason, result id and duration. */
export class DecisionPipeline {
  #disposed = false;
  #loggedUnknownItems = false;
  readonly #tracker: Pick<InstanceTracker, 'consent' | 'lastProblem' | 'consentPending'>;
  readonly #controller: Pick<EngineController, 'call' | 'allows'>;
  readonly #experiment: Pick<Experiment, 'inHoldout' | 'newResult'>;
  readonly #page: Pick<PageEnvironment, 'nowMs'>;
  readonly #onProblem: () => void;

  /** @param onProblem called after the tracker's last problem was set */
  constructor(
    tracker: Pick<InstanceTracker, 'consent' | 'lastProblem' | 'consentPending'>,
    controller: Pick<EngineController, 'call' | 'allows'>,
    experiment: Pick<Experiment, 'inHoldout' | 'newResult'>,
    page: Pick<PageEnvironment, 'nowMs'>,
    onProblem: () => void,
  ) {
    this.#tracker = tracker;
    this.#controller = controller;
    this.#experiment = experiment;
    this.#page = page;
    this.#onProblem = onProblem;
  }

  /** Why the engine is not called. */
  refusal(readsHistory = true): Reason | undefined {
    if (this.#disposed) return 'disposed';
    return this.#controller.allows(readsHistory) ? undefined : 'no-consent';
  }

  /** Resolves by the deadline; never rejects. */
  async decide<Reply extends EngineReply, Answer extends object>({
    options,
    fallback,
    prepare,
    readsHistory,
    ...defaults
  }: Decision<Reply, Answer>): Promise<Answer & ResultFields> {
    const startedMs = this.#page.nowMs();
    let resultListId: string | undefined;
    const elapsedMs = () => this.#page.nowMs() - startedMs;
    const settle = <Fields extends object>(fields: Fields) => ({
      ...fields,
      resultId: this.#experiment.newResult(resultListId),
      durationMs: elapsedMs(),
    });
    const fallbackWith = (reason: Reason) => settle({ ...fallback, reason });
    let consentPending = this.#tracker.consentPending;
    try {
      const { signal, listId } = options ?? {};
      const wantedMs = Number(options?.deadlineMs ?? NaN);
      const deadlineMs = wantedMs > -Infinity ? wantedMs : defaults.deadlineMs;
      // Applying a consent decision takes seconds if another tab blocks an erasure.
      if (consentPending) await within(consentPending, deadlineMs, 'timeout', signal);
      consentPending = undefined;
      const refusal = this.refusal(readsHistory);
      if (refusal) return fallbackWith(refusal);
      resultListId = listId;
      const request = prepare();
      if (typeof request === 'string') return fallbackWith(request);
      const call = () =>
        this.call(request.call, { deadlineMs: deadlineMs - elapsedMs(), ...(signal && { signal }) }, readsHistory);
      for (;;) {
        const reply = await call().catch((cause: unknown) => {
          // Granted consent restarts a worker that was started before consent.
          if (toAisleError(cause).code !== 'aborted' || signal?.aborted || this.refusal(readsHistory)) throw cause;
          return call();
        });
        if (!reply) return fallbackWith('holdout');
        if (reply.reason) return fallbackWith(reply.reason);
        const answer = request.readReply(reply);
        const { release, tier } = reply;
        if (answer) return settle({ ...answer, ...(release && { release }), ...(tier && { tier }) });
      }
    } catch (cause) {
      // Before the first consent decision, `refusal` is not known.
      return fallbackWith((!consentPending && this.refusal(readsHistory)) || this.#reasonOf(cause));
    }
  }

  /**
   * Decides synchronously, from what the page knows. Until the shop has repeated the shopper's consent, it may use the
   * ranking of an earlier page.
   *
   * @param answer gets the reason for a refusal, if there is one
   */
  decideNow<Answer extends object>(
    options: Pick<DecisionOptions, 'listId'> | null | undefined,
    answer: (refusal: Reason | undefined) => Answer,
  ): Answer & Pick<ResultFields, 'durationMs' | 'resultId'> {
    const startedMs = this.#page.nowMs();
    const refusal = this.#disposed
      ? 'disposed'
      : this.#experiment.inHoldout
        ? 'holdout'
        : this.#tracker.consent === 'denied'
          ? 'no-consent'
          : undefined;
    let listId: string | undefined;
    try {
      listId = options?.listId;
    } catch {
      // A getter of the page throws. The result then belongs to no list.
    }
    return {
      ...answer(refusal),
      resultId: this.#experiment.newResult(listId),
      durationMs: this.#page.nowMs() - startedMs,
    };
  }

  /**
   * Calls the engine. In the holdout it resolves with undefined, immediately if the arm is known. It sends the request in
   * the holdout too, so that a server cannot distinguish the arms by the requested files.
   *
   * @throws AisleError as `EngineController.call`
   */
  async call<Reply extends EngineReply>(
    request: EngineCall<Reply>,
    options: CallOptions,
    readsHistory?: boolean,
  ): Promise<Reply | undefined> {
    const pendingReply = this.#controller.call(request, options, readsHistory);
    if (this.#experiment.inHoldout) {
      pendingReply.catch(() => undefined);
      return undefined;
    }
    const reply = await pendingReply;
    if (this.#experiment.inHoldout) return undefined;
    // A row without a history may name a category that does not exist.
    if (reply.reason === 'unknown-items' && readsHistory !== false && !this.#loggedUnknownItems) {
      // Once, because the cause is the same for every list: another shop's release, or ids in another form.
      this.#loggedUnknownItems = true;
      console.warn(
        `[aisle] Release ${reply.release} has none of these items. Train it on your catalogue, with the same ids.`,
      );
    }
    return reply;
  }

  #reasonOf(cause: unknown): Reason {
    if (this.#experiment.inHoldout) return 'holdout';
    const problem = toAisleError(cause);
    switch (problem.code) {
      case 'timeout':
      case 'aborted':
      case 'disposed':
        return problem.code;
      case 'worker-unavailable':
      case 'worker-died':
      case 'protocol-mismatch':
        return 'worker-unavailable';
      default:
        this.#tracker.lastProblem = problem;
        this.#onProblem();
        return problem.code === 'catalogue-file-unusable' ? 'no-catalogue-file' : 'engine-failed';
    }
  }

  dispose(): void {
    this.#disposed = true;
  }
}
