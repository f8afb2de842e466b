import { AisleError } from '@aisle/core';
import { type EngineOptions, type Notice, type NumberedNotice, PROTOCOL_VERSION } from '../protocol.js';
import { within } from './within.js';
import { type RemoteEngine, type RemoteHost, wrapEngine } from './wrapEngine.js';

/** A worker that compiles shaders on a slow device does not respond for seconds. After this time, it counts as dead. */
const PING_DEADLINE_MS = 8_000;
/** A worker that does not reply to `shutDown` is terminated after this time. */
const SHUT_DOWN_DEADLINE_MS = 2_000;
/**
 * A worker that has replied is terminated after this time. WebKit's `deleteDatabase` waits until each connection has
 * handled `versionchange`. A worker that ends 3 ms after `close()` never does, and the delete and later opens hang: 6 of
 * 15 runs of test/browsers/consent.test.ts (WebKitGTK 2.50). A related bug: https://bugs.webkit.org/show_bug.cgi?id=324094.
 * The delay can go when that test passes without it.
 */
const TERMINATE_DELAY_MS = 500;

/** The browser's event has no reason if a script fails to load. */
const LOAD_FAILED =
  'its script could not be loaded; check the worker URL and the worker-src of the page ' +
  '(a worker on another origin also needs blob: there)';

/** One worker from start to termination. */
export class WorkerInstance {
  /** The number of notices sent, as in `HistoryRequest.noticesSent`. */
  noticesSent = 0;
  #started = false;
  /** The number of calls that the worker has not answered, also after their deadline. Includes a shutdown. */
  #unanswered = 0;
  readonly #failureController = new AbortController();
  /** Aborted with an AisleError when the worker fails or is stopped. Ends pending calls. */
  readonly failure = this.#failureController.signal;
  readonly engine: RemoteEngine;
  readonly #worker: Worker;
  readonly #host: RemoteHost;
  /** The port for notices, and the worker's port until the handshake transfers it. */
  readonly #notices = new MessageChannel();

  /** @param url for errors */
  constructor(worker: Worker, url = '') {
    this.#worker = worker;
    this.#host = wrapEngine(worker);
    this.engine = this.#host.engine;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message || LOAD_FAILED;
      this.#failureController.abort(
        new AisleError('worker-died', `The worker${url && ` ${url}`} failed: ${reason}.`, { message: event.message }),
      );
    });
    worker.addEventListener('messageerror', () =>
      this.#failureController.abort(new AisleError('worker-died', 'A message from the worker could not be read.')),
    );
  }

  /** The handshake. @throws AisleError `protocol-mismatch`, `worker-unavailable`, or the failure of the worker */
  async start(options: EngineOptions, deadlineMs: number): Promise<void> {
    const handshake = this.#host.start(PROTOCOL_VERSION, options, this.#notices.port2);
    await within(handshake, deadlineMs, 'worker-unavailable', this.failure);
    this.#started = true;
  }

  /** Calls the engine, without a deadline. @throws AisleError the failure of the worker, or what the engine threw */
  async call<T>(invoke: (engine: RemoteEngine) => Promise<T>): Promise<T> {
    this.#unanswered += 1;
    try {
      return await within(invoke(this.engine), Infinity, 'timeout', this.failure);
    } finally {
      this.#unanswered -= 1;
    }
  }

  /** Whether the worker may be reading the history. It reads for calls only, until it has shut down. */
  get mayRead(): boolean {
    return this.#unanswered > 0;
  }

  /** Sends a notice. The worker does not reply, so the page does not wake up again. */
  notify(notice: Notice): void {
    this.#notices.port1.postMessage({ ...notice, number: ++this.noticesSent } satisfies NumberedNotice);
  }

  /** Fails the worker if it does not reply to a ping. A worker can close itself or hang without an event in the page. */
  checkAlive(): void {
    within(this.engine.ping(), PING_DEADLINE_MS, 'worker-died', this.failure).catch((problem: AisleError) =>
      this.#failureController.abort(problem),
    );
  }

  /** Ends pending calls with `problem`, and terminates the worker at once. */
  end(problem: AisleError): void {
    this.#failureController.abort(problem);
    this.terminate();
  }

  terminate(): void {
    this.#worker.terminate();
    this.#notices.port1.close();
  }

  /**
   * Ends pending calls with `problem`, and terminates the worker when it no longer opens a database.
   *
   * WebKit never settles an `open` of IndexedDB whose worker was terminated, and later requests for that database hang.
   * Only requests make the worker open the database, and none is sent before the handshake. A failed worker does not
   * reply to the notice.
   *
   * @returns resolves when the worker has ended its work, or after 2 s
   */
  async shutDown(problem: AisleError): Promise<void> {
    const terminate = () => this.terminate();
    const canAnswer = this.#started && !this.failure.aborted;
    this.#failureController.abort(problem);
    if (!canAnswer) return terminate();
    const { port1 } = this.#notices;
    // The only message on this port is the StoppedNotice.
    const stopped = new Promise((resolve) => (port1.onmessage = resolve));
    this.#unanswered += 1;
    void stopped.then(() => (this.#unanswered -= 1));
    this.notify({ kind: 'shutDown' });
    await within(stopped, SHUT_DOWN_DEADLINE_MS, 'worker-died').then(
      () => setTimeout(terminate, TERMINATE_DELAY_MS),
      terminate,
    );
  }
}
