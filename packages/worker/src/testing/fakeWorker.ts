import { sendPlainErrors } from '../thrownErrors.js';

/** A worker without a thread, for tests in Node. A test exposes its engine on the port `inside`. */
export class FakeWorker extends EventTarget {
  terminated = false;
  /** The worker's port, for Comlink's `expose`. */
  readonly inside: MessagePort;
  readonly #outside: MessagePort;

  constructor() {
    super();
    // As in the worker's script.
    sendPlainErrors();
    const { port1, port2 } = new MessageChannel();
    this.#outside = port1;
    this.inside = port2;
    port1.onmessage = ({ data }) => this.#dispatch('message', { data });
  }

  /** Typed for EngineClient. */
  get asWorker(): Worker {
    return this as unknown as Worker;
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (!this.terminated) this.#outside.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#outside.close();
  }

  /** Dispatches the event of an uncaught error, or of a script that did not load if the message is empty. */
  fail(message = ''): void {
    this.#dispatch('error', { message });
  }

  /** Dispatches the event of an unreadable message. */
  failMessage(): void {
    this.#dispatch('messageerror', {});
  }

  #dispatch(type: string, fields: object): void {
    if (!this.terminated) this.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), fields));
  }
}
