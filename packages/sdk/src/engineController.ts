import { AisleError, type TrackedEvent } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import { OTHER_TAB } from '@aisle/tracker';
import type {
  CallOptions,
  EngineStatus,
  HistoryRequest,
  OutcomesByArm,
  Provenance,
  RemoteEngine,
  WorkerState,
} from '@aisle/worker';
import type { EngineCall } from './decisions/decision.js';
import type { PageEnvironment } from './pageEnvironment.js';
import type { EngineAccess, InstanceClient, InstanceParts, InstanceTracker } from './parts.js';

/** Enough to fetch a release over a slow network and to compile shaders on a slow GPU. */
export const READY_DEADLINE_MS = 60_000;

/** The instance's parts that the controller uses. */
export interface EngineControllerParts extends Pick<InstanceParts, 'openClient' | 'rowsBeforeConsent'> {
  readonly page: Pick<PageEnvironment, 'deviceHints' | 'whenIdle'>;
}

export interface EngineControllerListener {
  /** A worker has started. */
  onReady(): void;
  /** Another release is in use. */
  onRelease(): void;
  onStopped(): void;
  /** The state, the status or the history's id changed. */
  onChange(): void;
}

/** Controls the engine: starts and stops its worker with consent, sends it changes of the history, and reads its status. */
export class EngineController {
  /** The latest status from the engine. */
  status: EngineStatus | undefined;
  /** What the worker may do, by the consent that it was started with. */
  #access: EngineAccess = { readsHistory: false, persist: false };
  /** The latest known event, from this tab or another. */
  #cursor: HistoryCursor | undefined;
  /** The id from the engine's replies, which may arrive before this page has read it. Each history has its own object. */
  #history: { id?: string | undefined } = {};
  readonly client: InstanceClient;
  readonly #tracker: InstanceTracker;
  readonly #page: Pick<PageEnvironment, 'deviceHints' | 'whenIdle'>;
  readonly #rowsBeforeConsent: boolean;
  readonly #listener: EngineControllerListener;

  constructor(
    tracker: InstanceTracker,
    { openClient, page, rowsBeforeConsent = false }: EngineControllerParts,
    listener: EngineControllerListener,
  ) {
    this.#tracker = tracker;
    this.#page = page;
    this.#rowsBeforeConsent = rowsBeforeConsent;
    this.#listener = listener;
    this.client = openClient({
      access: () => this.#access,
      onStateChange: (state, problem) => this.#onStateChange(state, problem),
    });
  }

  /** Whether the page may keep a history. Without permission, the worker starts for `rowsBeforeConsent` only. */
  get isAllowed(): boolean {
    return this.#tracker.storage !== 'none';
  }

  /** Whether the engine may be called. Before the shopper's answer, the shop may allow calls that read no history. */
  allows(readsHistory: boolean): boolean {
    const { consent, consentInputs } = this.#tracker;
    return (
      this.isAllowed ||
      (!readsHistory &&
        this.#rowsBeforeConsent &&
        consent === 'unset' &&
        // A page that was frozen does not know whether the shopper has denied in another tab.
        !consentInputs.trace.some(({ input }) => input === OTHER_TAB))
    );
  }

  /** The id of the history that rankings use. Undefined until the page or the engine has read it. */
  get historyId(): string | undefined {
    return this.isAllowed ? (this.#tracker.historyId ?? this.#history.id) : undefined;
  }

  #onStateChange(state: WorkerState, problem: AisleError | undefined): void {
    if (state === 'ready') {
      void this.updateStatus();
      this.#listener.onReady();
    }
    if (state === 'unavailable') warn(problem);
    this.#listener.onChange();
  }

  /** Starts or stops the worker according to the current consent. */
  applyConsent(): void {
    const { readsHistory, persist } = this.#access;
    this.#access = { readsHistory: this.isAllowed, persist: this.#tracker.consent === 'granted' };
    if (!this.allows(false) || persist !== this.#access.persist || readsHistory !== this.#access.readsHistory) {
      this.client.stop();
      this.status = undefined;
      this.#listener.onStopped();
    }
    if (!this.isAllowed) return;
    // An earlier call starts the worker immediately.
    void this.#page.whenIdle().then(() => {
      if (this.isAllowed) this.client.start();
    });
  }

  onStored(event: TrackedEvent, cursor: HistoryCursor): void {
    this.#cursor = cursor;
    this.client.advance(event, cursor);
  }

  onStoredInOtherTab(cursor: HistoryCursor): void {
    // A message from another tab can be older than this tab's latest event.
    const isOlder = this.#cursor?.historyId === cursor.historyId && cursor.seq < this.#cursor.seq;
    if (!isOlder) this.#cursor = cursor;
  }

  onErased(): void {
    this.#cursor = undefined;
    this.#history = {};
    this.client.forget();
  }

  /**
   * Calls the engine with the history as this page knows it.
   *
   * @param readsHistory false for a request without the history
   * @throws AisleError as `EngineClient.call`; `aborted` after consent was withdrawn
   */
  async call<Reply extends Provenance>(
    request: EngineCall<Reply>,
    options: CallOptions,
    readsHistory = true,
  ): Promise<Reply> {
    const history = this.#history;
    const reply = await this.client.call(async (engine) => {
      // While the page was frozen, another tab may have erased the history.
      if (this.#tracker.revalidation) await this.#tracker.revalidation;
      if (!this.allows(readsHistory)) throw new AisleError('aborted', 'Consent was withdrawn.');
      return request(engine, this.#historyRequest);
    }, options);
    // The reply names no history, whose id decides about the holdout.
    if (!readsHistory && this.isAllowed && this.historyId === undefined)
      await this.#tracker.readAll().catch(() => undefined);
    if (this.historyId === undefined && reply.historyId !== undefined) {
      history.id = reply.historyId;
      this.#listener.onChange();
    }
    return reply;
  }

  /** Read when the request is sent. The worker answers after it has received `noticesSent` notices. */
  get #historyRequest(): HistoryRequest {
    return { cursor: this.#cursor, history: this.#tracker.inMemoryHistory, noticesSent: this.client.noticesSent };
  }

  /** Undefined without consent or an engine. For an empty history, zero even without an engine. */
  async countOutcomes(): Promise<OutcomesByArm | undefined> {
    const { storedEvents } = this.#tracker;
    if (storedEvents === undefined) return undefined;
    const none = { shown: 0, clicked: 0, purchased: 0 };
    if (storedEvents === 0) return { personalised: none, holdout: none };
    if (this.client.state !== 'ready') return undefined;
    return this.client.call((engine) => engine.outcomes(this.#historyRequest), { deadlineMs: READY_DEADLINE_MS });
  }

  /** Reads the engine's status when it can answer, and again after its check for the latest release. */
  async updateStatus(): Promise<void> {
    const ready = this.#readStatusFrom((engine) => engine.whenReady());
    void this.#readStatusFrom((engine) => engine.whenUpdated());
    await ready;
    void this.#calibrate().catch(() => undefined);
  }

  async #calibrate(): Promise<void> {
    // An engine without a history uses the light tier. Before consent, the battery is not read either.
    if (!this.#access.readsHistory) return;
    await this.#page.whenIdle();
    const hints = await this.#page.deviceHints();
    // A call would restart a worker that was stopped since.
    if (this.client.state === 'ready') await this.#readStatusFrom((engine) => engine.calibrate(hints));
  }

  /** Never rejects. The client's state has the error. */
  #readStatusFrom(call: (engine: RemoteEngine) => Promise<EngineStatus>): Promise<void> {
    return this.client.call(call, { deadlineMs: READY_DEADLINE_MS }).then(
      (status) => this.#setStatus(status),
      () => this.#listener.onChange(),
    );
  }

  #setStatus(status: EngineStatus): void {
    const previous = this.status;
    this.status = status;
    const problem = status.problems.at(-1);
    if (!status.release && problem && problem.message !== previous?.problems.at(-1)?.message) warn(problem);
    if (status.release !== previous?.release) this.#listener.onRelease();
    this.#listener.onChange();
  }
}

function warn(problem: { readonly message: string } | undefined): void {
  console.warn(`[aisle] ${problem?.message} Lists keep their order.`);
}
