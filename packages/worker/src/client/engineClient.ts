import { AisleError, toAisleError, type AisleErrorCode } from '@aisle/core';
import { callEngine, tellEngine, type RemoteEngine } from '../calls.js';
import { PROTOCOL_VERSION, type EngineApi, type EngineOptions } from '../protocol.js';

export type WorkerState = 'idle' | 'starting' | 'ready' | 'restarting' | 'unavailable';

export interface EngineClientOptions {
  /** Makes the worker; throws where the page's policy forbids it. */
  readonly createWorker: () => Worker;
  /** Runs before each start; rejects where the worker must not run. */
  readonly checkWorker: (() => Promise<void>) | undefined;
  /** Asked at every start of a worker. */
  readonly engine: () => EngineOptions;
  readonly onStateChange: (state: WorkerState, problem: AisleError | undefined) => void;
}

export interface CallOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** From `new Worker` to an answered handshake: fetching and compiling a script of some tens of kilobytes on a slow phone. */
const HANDSHAKE_DEADLINE_MS = 10_000;
/** A worker that compiles shaders on a slow device is silent for seconds; one that is silent for longer is gone. */
const PING_DEADLINE_MS = 8_000;
const RESTART_DELAY_MS = 300;

/** One life of a worker. */
interface Session {
  readonly worker: Worker;
  readonly call: RemoteEngine;
  /** Rejects when the worker fails; never resolves. */
  readonly failure: Promise<never>;
  readonly fail: (problem: AisleError) => void;
}

/**
 * The window's side of the worker line, and the only place that knows how a worker can fail. A call ends with a reply,
 * an error, its deadline or its signal, never not at all. A worker that dies is
 * started once more; after that the engine is unavailable for this page view.
 */
export class EngineClient {
  state: WorkerState = 'idle';
  lastProblem: AisleError | undefined;
  #session: Promise<Session> | undefined;
  /** The worker that runs or is being started. */
  #current: Session | undefined;
  #restarts = 0;
  #pinging = false;
  #disposed = false;
  /** Rises with every stop, so that a start that is still under way knows that nobody wants it any more. */
  #stops = 0;
  readonly #options: EngineClientOptions;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  #setState(state: WorkerState, problem?: AisleError): void {
    this.state = state;
    if (problem) this.lastProblem = problem;
    this.#options.onStateChange(state, problem);
  }

  /** Starts the worker unless it runs or has failed for good. Called early, it takes the start out of the first rerank. */
  start(): void {
    void this.#open().catch(() => undefined);
  }

  #open(): Promise<Session> {
    if (this.#disposed) return Promise.reject(new AisleError('disposed', 'This Aisle instance was disposed.'));
    if (this.state === 'unavailable') {
      const why = this.lastProblem?.message ?? 'unknown cause';
      return Promise.reject(new AisleError('worker-unavailable', `The engine does not run on this page: ${why}`));
    }
    this.#session ??= this.#connect();
    return this.#session;
  }

  async #connect(): Promise<Session> {
    const stops = this.#stops;
    this.#setState(this.#restarts === 0 ? 'starting' : 'restarting');
    let session: Session | undefined;
    try {
      if (this.#options.checkWorker) await within(this.#options.checkWorker(), HANDSHAKE_DEADLINE_MS, 'worker-unavailable');
      if (stops !== this.#stops) throw stopped();
      session = openSession(this.#options.createWorker());
      this.#current = session;
      const { call, failure } = session;
      await within(Promise.race([call('start', PROTOCOL_VERSION, this.#options.engine()), failure]), HANDSHAKE_DEADLINE_MS, 'worker-unavailable');
    } catch (cause) {
      session?.worker.terminate();
      return this.#retry(toAisleError(cause, 'worker-unavailable'), stops);
    }
    const { worker, failure } = session;
    if (stops !== this.#stops) throw stopped();
    failure.catch((problem: AisleError) => {
      worker.terminate();
      if (stops !== this.#stops) return;
      this.#session = this.#retry(problem, stops);
      this.#session.catch(() => undefined);
    });
    this.#setState('ready');
    return session;
  }

  /** One more try for the page view, except where trying again cannot help. */
  async #retry(problem: AisleError, stops: number): Promise<Session> {
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
   * Calls the engine.
   *
   * @throws AisleError `timeout`, `aborted`, `worker-died`, `worker-unavailable`, `disposed`, or what the engine threw
   */
  async call<T>(invoke: (call: RemoteEngine) => Promise<T>, { deadlineMs, signal }: CallOptions): Promise<T> {
    const answer = this.#open().then(({ call, failure }) => Promise.race([invoke(call), failure]));
    try {
      return await within(answer, deadlineMs, 'timeout', signal);
    } catch (cause) {
      const problem = toAisleError(cause);
      if (problem.code === 'timeout') void this.#checkAlive();
      throw problem;
    }
  }

  /** Sends without waiting for an answer; lost where no worker runs, which the next request's position makes good. */
  send<M extends keyof EngineApi>(method: M, ...args: Parameters<EngineApi[M]>): void {
    if (this.state === 'ready') tellEngine(this.#current!.worker, method, args);
  }

  /** A worker can close itself or hang without any event telling; only silence does. */
  async #checkAlive(): Promise<void> {
    if (this.#pinging || this.state !== 'ready') return;
    this.#pinging = true;
    const current = this.#current;
    try {
      await within(Promise.race([current!.call('ping'), current!.failure]), PING_DEADLINE_MS, 'worker-died');
    } catch (cause) {
      current!.fail(toAisleError(cause, 'worker-died'));
    } finally {
      this.#pinging = false;
    }
  }

  /** Ends the worker at once, one that is still starting too, and the calls that wait for it; a later call starts a new one. */
  stop(): void {
    this.#stops += 1;
    this.#session?.catch(() => undefined);
    this.#session = undefined;
    this.#current?.worker.terminate();
    this.#current?.fail(stopped());
    this.#current = undefined;
    if (this.state !== 'unavailable') this.#setState('idle');
  }

  dispose(): void {
    this.#disposed = true;
    this.stop();
  }
}

function stopped(): AisleError {
  return new AisleError('aborted', 'The engine was stopped.');
}

function openSession(worker: Worker): Session {
  let fail!: (problem: AisleError) => void;
  const failure = new Promise<never>((_, reject) => (fail = reject));
  // Nobody may be listening when it fails.
  failure.catch(() => undefined);
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const why = event.message || 'its script could not be loaded; check the worker URL and the worker-src of the page (another origin also needs blob: there)';
    fail(new AisleError('worker-died', `The worker failed: ${why}.`, { message: event.message }));
  });
  worker.addEventListener('messageerror', () => fail(new AisleError('worker-died', 'A message from the worker could not be read.')));
  return { worker, call: callEngine(worker), failure, fail };
}

/** The longest wait that a timer can hold; a longer one, Infinity too, would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Settles with `work`, or rejects with `code` after `deadlineMs`, or with `aborted` when the signal says so. */
function within<T>(work: Promise<T>, deadlineMs: number, code: AisleErrorCode, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(new AisleError('aborted', 'The call was aborted by its signal.'));
    const onDeadline = () => reject(new AisleError(code, `The engine did not answer within ${deadlineMs} ms.`));
    const timer = setTimeout(onDeadline, Math.min(deadlineMs, MAX_TIMER_MS));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}
