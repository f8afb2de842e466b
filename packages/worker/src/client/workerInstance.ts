import { AisleError } from '@aisle/core';
import { type EngineOptions, type Notice, type NumberedNotice, PROTOCOL_VERSION } from '../protocol.js';
import { within } from './within.js';
import { type RemoteEngine, type RemoteHost, wrapEngine } from './wrapEngine.js';

/** A worker that compiles shaders on a slow device is silent for seconds; one that is silent for longer is gone. */
const PING_DEADLINE_MS = 8_000;
/** A worker that was asked to shut down, and does not answer, is terminated after this time. */
const SHUT_DOWN_DEADLINE_MS = 2_000;
/**
 * One that has answered is terminated after this time. A delete of the database waits in WebKit for a receipt of its
 * `versionchange` event from each connection. A worker that ends 3 ms after it has closed its connection sends none, and
 * the delete and every later open wait for ever: 6 of 15 runs of test/browsers/consent.test.ts (WebKitGTK 2.50).
 */
const TERMINATE_DELAY_MS = 500;

/** Browsers give no reason for a script that they did not load. */
const LOAD_FAILED =
  'its script could not be loaded; check the worker URL and the worker-src of the page ' +
  '(another origin also needs blob: there)';

/** One worker, from its start to its end. */
export class WorkerInstance {
  /** Notices sent so far; `HistoryRequest.noticesSent` names it. */
  noticesSent = 0;
  #started = false;
  readonly #failureController = new AbortController();
  /** Aborted, with an AisleError as its reason, when the worker fails or is given up: ends every call that waits. */
  readonly failure = this.#failureController.signal;
  readonly engine: RemoteEngine;
  readonly #worker: Worker;
  readonly #host: RemoteHost;
  /** Of the port for notices: this end, and the worker's until the handshake. */
  readonly #notices = new MessageChannel();

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#host = wrapEngine(worker);
    this.engine = this.#host.engine;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message || LOAD_FAILED;
      this.#failureController.abort(
        new AisleError('worker-died', `The worker failed: ${reason}.`, { message: event.message }),
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

  /** Sends a notice; no reply wakes the page for it. */
  notify(notice: Notice): void {
    this.#notices.port1.postMessage({ ...notice, number: ++this.noticesSent } satisfies NumberedNotice);
  }

  /** A worker can close itself or hang without any event in the page. Only silence shows it: then it fails. */
  checkAlive(): void {
    within(this.engine.ping(), PING_DEADLINE_MS, 'worker-died', this.failure).catch((problem: AisleError) =>
      this.#failureController.abort(problem),
    );
  }

  terminate(): void {
    this.#worker.terminate();
    this.#notices.port1.close();
  }

  /**
   * Ends the calls that wait, with `problem`, and terminates the worker when it opens no database any more. WebKit never
   * answers an open request of IndexedDB whose worker ended meanwhile, and later opens and deletes of that database wait
   * for it. Before the handshake is answered, no request has been sent, and only requests make the worker open the
   * database. A worker that has failed answers nothing.
   *
   * @returns resolves when the worker has ended its work, after 2 s at the latest
   */
  async shutDown(problem: AisleError): Promise<void> {
    const terminate = () => this.terminate();
    const canAnswer = this.#started && !this.failure.aborted;
    this.#failureController.abort(problem);
    if (!canAnswer) return terminate();
    const { port1 } = this.#notices;
    // The one message that comes on this port is the StoppedNotice.
    const stopped = new Promise((resolve) => (port1.onmessage = resolve));
    this.notify({ kind: 'shutDown' });
    await within(stopped, SHUT_DOWN_DEADLINE_MS, 'worker-died').then(
      () => setTimeout(terminate, TERMINATE_DELAY_MS),
      terminate,
    );
  }
}
