import { toAisleError } from '@aisle/core';
import { type CallOptions, type Provenance, within } from '@aisle/worker';
import type { EngineSession } from '../engineSession.js';
import type { Experiment } from '../experiment.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import type { InstanceTracker } from '../parts.js';
import type { Reason } from '../results.js';
import type { AskEngine, Decision, DecisionOptions, EngineReply, ResultFields } from './decision.js';

/** What all decisions share: consent, start, holdout, deadline, reason, result id and duration. */
export class DecisionPipeline {
  #disposed = false;
  readonly #tracker: Pick<InstanceTracker, 'consent' | 'lastError' | 'starting'>;
  readonly #session: Pick<EngineSession, 'ask' | 'isAllowed'>;
  readonly #experiment: Pick<Experiment, 'inHoldout' | 'newResult'>;
  readonly #page: Pick<PageEnvironment, 'nowMs'>;
  readonly #onProblem: () => void;

  /** @param onProblem called when the tracker's last problem was set */
  constructor(
    tracker: Pick<InstanceTracker, 'consent' | 'lastError' | 'starting'>,
    session: Pick<EngineSession, 'ask' | 'isAllowed'>,
    experiment: Pick<Experiment, 'inHoldout' | 'newResult'>,
    page: Pick<PageEnvironment, 'nowMs'>,
    onProblem: () => void,
  ) {
    this.#tracker = tracker;
    this.#session = session;
    this.#experiment = experiment;
    this.#page = page;
    this.#onProblem = onProblem;
  }

  /** Why the engine is not even asked. */
  get refusal(): Reason | undefined {
    if (this.#disposed) return 'disposed';
    return this.#session.isAllowed ? undefined : 'no-consent';
  }

  /** Settles by the deadline; never rejects. */
  async decide<Reply extends EngineReply, Answer extends object>({
    options,
    unanswered,
    prepare,
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
    const without = (reason: Reason) => settle({ ...unanswered, reason });
    let starting = this.#tracker.starting;
    try {
      const { deadlineMs = defaults.deadlineMs, signal, listId } = options ?? {};
      // A decision about consent takes seconds to put into effect where another tab blocks an erasure.
      if (starting) await within(starting, deadlineMs, 'timeout', signal);
      starting = undefined;
      if (this.refusal) return without(this.refusal);
      resultListId = listId;
      const question = prepare();
      if (typeof question === 'string') return without(question);
      for (;;) {
        const reply = await this.ask(question.request, {
          deadlineMs: deadlineMs - elapsedMs(),
          ...(signal && { signal }),
        });
        if (!reply) return without('holdout');
        if (reply.reason) return without(reply.reason);
        const answer = question.answer(reply);
        const { release, tier } = reply;
        if (answer) return settle({ ...answer, ...(release && { release }), ...(tier && { tier }) });
      }
    } catch (cause) {
      // While the tracker starts, consent is not decided on.
      return without((!starting && this.refusal) || this.#reasonOf(cause));
    }
  }

  /**
   * The same at once, from what the page knows. What an earlier page left with consent counts until the shop repeats
   * the shopper's answer.
   *
   * @param answer takes the reason why it must not use what the page knows
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
    return {
      ...answer(refusal),
      resultId: this.#experiment.newResult(options?.listId),
      durationMs: this.#page.nowMs() - startedMs,
    };
  }

  /**
   * Asks the engine. Resolves with undefined in the holdout, at once where that is known; the request is sent all the
   * same, so that no server can tell the arms apart by the files that are fetched.
   *
   * @throws AisleError as `EngineSession.ask`
   */
  async ask<Reply extends Provenance>(request: AskEngine<Reply>, options: CallOptions): Promise<Reply | undefined> {
    const asked = this.#session.ask(request, options);
    if (this.#experiment.inHoldout) {
      asked.catch(() => undefined);
      return undefined;
    }
    const reply = await asked;
    return this.#experiment.inHoldout ? undefined : reply;
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
        this.#tracker.lastError = problem;
        this.#onProblem();
        return problem.code === 'catalogue-file-unusable' ? 'no-catalogue-file' : 'engine-failed';
    }
  }

  dispose(): void {
    this.#disposed = true;
  }
}
