import { AisleError, type TrackedEvent, toAisleError } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import type { EngineOptions } from '../protocol.js';
import { within } from './within.js';
import { WorkerInstance } from './workerInstance.js';
import type { RemoteEngine } from './wrapEngine.js';

export type WorkerState = 'idle' | 'starting' | 'ready' | 'restarting' | 'unavailable';

export interface EngineClientOptions {
  /** Creates the worker; throws if the page's content security policy forbids it. */
  readonly createWorker: () => Worker;
  /** For errors. Undefined if the shop creates the worker. */
  readonly workerUrl?: string | undefined;
  /** Runs before each start; rejects if the worker must not run. */
  readonly checkWorker: (() => Promise<void>) | undefined;
  /** Called at each start of a worker. A promise if an option is not known yet. Must not reject. */
  readonly engine: () => EngineOptions | Promise<EngineOptions>;
  readonly onStateChange: (state: WorkerState, problem: AisleError | undefined) => void;
}

export interface CallOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** Covers fetching and compiling the worker's script, some tens of kilobytes, on a slow phone. */
const HANDSHAKE_DEADLINE_MS = 10_000;
const RESTART_DELAY_MS = 300;

/**
 * The window's end of the worker boundary, and the only place that handles failures of a worker. Each call ends with a
 * reply, an error, its deadline or its signal. A worker that dies is restarted once. After that, the engine is
 * unavailable for this page view.
 */
export class EngineClient {
  state: WorkerState = 'idle';
  lastProblem: AisleError | undefined;
  /**
   * Resolves when each stopped worker has ended its work, at once without one. From then on the worker stores and
   * requests nothing and holds no history. It is terminated later. Never rejects.
   */
  whenStopped: Promise<unknown> = Promise.resolve();
  /** Resolves when the handshake is answered. */
  #starting: Promise<WorkerInstance> | undefined;
  /** The running or starting worker. While `#starting` is undefined, the last one, which may still be shutting down. */
  #instance: WorkerInstance | undefined;
  #restarts = 0;
  /** Why calls are refused: the instance was disposed, or the page is in the back/forward cache. */
  #refusal: AisleError | undefined;
  /** Counts stops, so that a pending start detects that it was cancelled. */
  #stops = 0;
  readonly #options: EngineClientOptions;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  /** The number of notices sent to the running worker: the value for `HistoryRequest.noticesSent` at the time of a call. */
  get noticesSent(): number {
    return this.#instance?.noticesSent ?? 0;
  }

  #setState(state: WorkerState, problem?: AisleError): void {
    this.state = state;
    if (problem) this.lastProblem = problem;
    this.#options.onStateChange(state, problem);
  }

  /**
   * Starts the worker unless it runs or is unavailable. An early call saves the first rerank the start.
   */
  start(): void {
    void this.#whenStarted().catch(() => undefined);
  }

  async #whenStarted(): Promise<WorkerInstance> {
    if (this.#refusal) throw this.#refusal;
    if (this.state === 'unavailable')
      throw new AisleError('worker-unavailable', `The engine does not run on this page: ${this.lastProblem?.message}`);
    return (this.#starting ??= this.#connect());
  }

  async #connect(): Promise<WorkerInstance> {
    const stops = this.#stops;
    const { checkWorker, createWorker, engine, workerUrl } = this.#options;
    this.#instance = undefined;
    this.#setState(this.#restarts === 0 ? 'starting' : 'restarting');
    let instance: WorkerInstance | undefined;
    try {
      if (checkWorker) await within(checkWorker(), HANDSHAKE_DEADLINE_MS, 'worker-unavailable');
      if (stops !== this.#stops) throw stopped();
      instance = new WorkerInstance(createWorker(), workerUrl);
      this.#instance = instance;
      await instance.start(await engine(), HANDSHAKE_DEADLINE_MS);
    } catch (cause) {
      instance?.terminate();
      return this.#retry(toAisleError(cause, 'worker-unavailable'), stops);
    }
    if (stops !== this.#stops) throw stopped();
    this.#restartOnFailure(instance, stops);
    this.#setState('ready');
    return instance;
  }

  #restartOnFailure(instance: WorkerInstance, stops: number): void {
    const { failure } = instance;
    failure.addEventListener('abort', () => {
      // A stopped worker is terminated by its own shutdown.
      if (stops !== this.#stops) return;
      instance.terminate();
      this.#starting = this.#retry(failure.reason as AisleError, stops);
      this.#starting.catch(() => undefined);
    });
  }

  /** Restarts once in a page view, unless the versions do not match. */
  async #retry(problem: AisleError, stops: number): Promise<WorkerInstance> {
    if (stops !== this.#stops) throw stopped();
    if (this.#restarts > 0 || problem.code === 'protocol-mismatch') {
      this.#setState('unavailable', problem);
      throw problem;
    }
    this.#restarts += 1;
    this.#setState('restarting', problem);
    await new Promise((resolve) => setTimeout(resolve, RESTART_DELAY_MS));
    if (stops !== this.#stops) throw stopped();
    return this.#connect();
  }

  /**
   * Calls the engine: `client.call((engine) => engine.rerank(request), { deadlineMs: 100 })`.
   *
   * @throws AisleError `timeout`, `aborted`, `worker-died`, `worker-unavailable`, `disposed`, or what the engine threw
   */
  async call<T>(invoke: (engine: RemoteEngine) => Promise<T>, { deadlineMs, signal }: CallOptions): Promise<T> {
    const answer = this.#whenStarted().then((instance) => instance.call(invoke));
    try {
      return await within(answer, deadlineMs, 'timeout', signal);
    } catch (cause) {
      const problem = toAisleError(cause);
      if (problem.code === 'timeout' && this.state === 'ready') this.#instance?.checkAlive();
      throw problem;
    }
  }

  /**
   * Sends an event that this page stored, so that the engine need not read it. Without a running worker, the notice is
   * dropped. The cursor of the next request makes the engine read the event.
   */
  advance(event: TrackedEvent, cursor: HistoryCursor): void {
    if (this.state === 'ready') this.#instance?.notify({ kind: 'advance', event, cursor });
  }

  /** Makes the engine drop its copy of the history. A worker that does not run yet has no copy. */
  forget(): void {
    if (this.state === 'ready') this.#instance?.notify({ kind: 'forget' });
  }

  /**
   * Ends pending calls at once and sends the worker a `shutDown` notice. `whenStopped` resolves when the worker has shut
   * down. A later call starts a new worker.
   */
  stop(): void {
    const instance = this.#detach();
    if (instance) this.whenStopped = Promise.all([this.whenStopped, instance.shutDown(stopped())]);
    if (this.state !== 'unavailable') this.#setState('idle');
  }

  /**
   * The page enters the back/forward cache. Terminates a worker that may be reading the history, and ends its calls.
   * Refuses calls until `onResume`.
   *
   * WebKit suspends the worker of a cached page in the middle of a read. Until the page returns or is evicted, every
   * write of another page waits behind that read: test/browsers/lifecycle.test.ts (WebKitGTK 2.50). WebKit aborts the
   * reads of a terminated worker (see `readFrom`). A worker that does not read stays, so that the page can rank when it
   * returns.
   */
  onCached(): void {
    this.#refusal = stopped();
    const instance = this.#instance;
    if (!instance?.mayRead) return;
    if (this.#detach()) this.#setState('idle');
    instance.end(stopped());
  }

  /** The page returns from the back/forward cache. The next call starts a worker that was terminated. */
  onResume(): void {
    this.#refusal = undefined;
  }

  /** Cancels a pending start. @returns the worker, which is not used any more */
  #detach(): WorkerInstance | undefined {
    this.#stops += 1;
    this.#starting?.catch(() => undefined);
    const instance = this.#starting && this.#instance;
    this.#starting = undefined;
    return instance;
  }

  dispose(): void {
    this.#refusal = new AisleError('disposed', 'This Aisle instance was disposed.');
    this.stop();
  }
}

function stopped(): AisleError {
  return new AisleError('aborted', 'The engine was stopped.');
}
