import { sendPlainErrors } from '../thrownErrors.js';

/** A worker without a thread: what a test exposes at its inner port answers. For tests in Node. */
export class FakeWorker extends EventTarget {
  terminated = false;
  /** The worker's own end, which Comlink exposes at. */
  readonly inside: MessagePort;
  readonly #outside: MessagePort;

  constructor() {
    super();
    // As the worker's own script does.
    sendPlainErrors();
    const { port1, port2 } = new MessageChannel();
    this.#outside = port1;
    this.inside = port2;
    port1.onmessage = ({ data }) => this.#dispatch('message', { data });
  }

  /** As EngineClient takes it. */
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

  /** As a script that could not be loaded does, with an empty message, or an error that nothing caught. */
  fail(message = ''): void {
    this.#dispatch('error', { message });
  }

  /** A message arrives that cannot be read. */
  failMessage(): void {
    this.#dispatch('messageerror', {});
  }

  #dispatch(type: string, fields: object): void {
    if (!this.terminated) this.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), fields));
  }
}
