import { AisleError, type TrackedEvent } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import type {
  CallOptions,
  EngineStatus,
  HistoryRequest,
  OutcomesByArm,
  Provenance,
  RemoteEngine,
  WorkerState,
} from '@aisle/worker';
import type { AskEngine } from './decisions/decision.js';
import type { PageEnvironment } from './pageEnvironment.js';
import type { InstanceClient, InstanceParts, InstanceTracker } from './parts.js';

/** Fetching a release over a slow network, and compiling shaders on a slow GPU. */
export const READY_DEADLINE_MS = 60_000;

/** What a session needs of an instance's parts. */
export interface EngineSessionParts {
  readonly openClient: InstanceParts['openClient'];
  readonly page: Pick<PageEnvironment, 'deviceHints' | 'whenIdle'>;
}

export interface EngineSessionListener {
  /** A worker has started. */
  onReady(): void;
  /** Another release is in use. */
  onRelease(): void;
  onStopped(): void;
  /** The state, the status or the history's id changed. */
  onChange(): void;
}

/** The engine under consent: starts and stops its worker, sends it the history's changes, and learns its status. */
export class EngineSession {
  /** What the engine said last. */
  status: EngineStatus | undefined;
  /** Whether the worker may keep the release: it was started with consent. */
  #persist = false;
  /** The latest event known to this page, from this tab or another. */
  #cursor: HistoryCursor | undefined;
  /** By the engine's replies, which can come before this page has read the id. Another object for another history. */
  #history: { id?: string | undefined } = {};
  readonly client: InstanceClient;
  readonly #tracker: InstanceTracker;
  readonly #page: Pick<PageEnvironment, 'deviceHints' | 'whenIdle'>;
  readonly #listener: EngineSessionListener;

  constructor(tracker: InstanceTracker, { openClient, page }: EngineSessionParts, listener: EngineSessionListener) {
    this.#tracker = tracker;
    this.#page = page;
    this.#listener = listener;
    this.client = openClient({
      persist: () => this.#persist,
      onStateChange: (state, problem) => this.#onStateChange(state, problem),
    });
  }

  /** Before there is permission to keep a history, not even the engine's script is fetched. */
  get isAllowed(): boolean {
    return this.#tracker.storage !== 'none';
  }

  /** The id of the history that lists are ranked by, as soon as the page or the engine has read it. */
  get historyId(): string | undefined {
    return this.isAllowed ? (this.#tracker.historyId ?? this.#history.id) : undefined;
  }

  #onStateChange(state: WorkerState, problem: AisleError | undefined): void {
    if (state === 'ready') {
      void this.learnStatus();
      this.#listener.onReady();
    }
    if (state === 'unavailable') warn(problem);
    this.#listener.onChange();
  }

  /** Starts or stops the worker, as consent is now. */
  followConsent(): void {
    const persist = this.#tracker.consent === 'granted';
    if (!this.isAllowed || persist !== this.#persist) {
      this.client.stop();
      this.status = undefined;
      this.#listener.onStopped();
    }
    this.#persist = persist;
    if (!this.isAllowed) return;
    // A question that comes sooner starts it at once.
    void this.#page.whenIdle().then(() => {
      if (this.isAllowed) this.client.start();
    });
  }

  onStored(event: TrackedEvent, cursor: HistoryCursor): void {
    this.#cursor = cursor;
    this.client.advance(event, cursor);
  }

  onStoredInOtherTab(cursor: HistoryCursor): void {
    // Another tab's message can be older than this tab's own event.
    const isOlder = this.#cursor?.historyId === cursor.historyId && cursor.seq < this.#cursor.seq;
    if (!isOlder) this.#cursor = cursor;
  }

  onErased(): void {
    this.#cursor = undefined;
    this.#history = {};
    this.client.forget();
  }

  /**
   * Asks about the history as this page knows it.
   *
   * @throws AisleError as `EngineClient.call` does; `aborted` where consent was withdrawn
   */
  async ask<Reply extends Provenance>(request: AskEngine<Reply>, options: CallOptions): Promise<Reply> {
    const history = this.#history;
    const reply = await this.client.call(async (engine) => {
      // After a freeze, the history may be gone.
      if (this.#tracker.revalidation) await this.#tracker.revalidation;
      if (!this.isAllowed) throw new AisleError('aborted', 'Consent was withdrawn.');
      return request(engine, this.#historyRequest);
    }, options);
    if (this.historyId === undefined) {
      history.id = reply.historyId;
      this.#listener.onChange();
    }
    return reply;
  }

  /** Read when the request is sent: the worker answers once it has received as many notices. */
  get #historyRequest(): HistoryRequest {
    return { cursor: this.#cursor, history: this.#tracker.inMemoryHistory, noticesSent: this.client.noticesSent };
  }

  /** Zero for an empty history, with or without an engine. Without consent, the number of events is unknown. */
  async countOutcomes(): Promise<OutcomesByArm | undefined> {
    const { storedEvents } = this.#tracker;
    if (storedEvents === undefined) return undefined;
    const none = { shown: 0, clicked: 0, purchased: 0 };
    if (storedEvents === 0) return { personalised: none, holdout: none };
    if (this.client.state !== 'ready') return undefined;
    return this.client.call((engine) => engine.outcomes(this.#historyRequest), { deadlineMs: READY_DEADLINE_MS });
  }

  /** Learns the engine's status when it can answer, and again when it has checked for the latest release. */
  async learnStatus(): Promise<void> {
    const ready = this.#learnFrom((engine) => engine.whenReady());
    void this.#learnFrom((engine) => engine.whenUpdated());
    await ready;
    void this.#calibrate().catch(() => undefined);
  }

  async #calibrate(): Promise<void> {
    await this.#page.whenIdle();
    const hints = await this.#page.deviceHints();
    // A call would start a worker again that was stopped since.
    if (this.client.state === 'ready') await this.#learnFrom((engine) => engine.calibrate(hints));
  }

  /** Never rejects: what failed is in the client's state. */
  #learnFrom(ask: (engine: RemoteEngine) => Promise<EngineStatus>): Promise<void> {
    return this.client.call(ask, { deadlineMs: READY_DEADLINE_MS }).then(
      (status) => this.#learn(status),
      () => this.#listener.onChange(),
    );
  }

  #learn(status: EngineStatus): void {
    const before = this.status;
    this.status = status;
    const problem = status.problems.at(-1);
    if (!status.release && problem && problem.message !== before?.problems.at(-1)?.message) warn(problem);
    if (status.release !== before?.release) this.#listener.onRelease();
    this.#listener.onChange();
  }
}

function warn(problem: { readonly message: string } | undefined): void {
  console.warn(`[aisle] ${problem?.message} Lists stay as they are.`);
}
