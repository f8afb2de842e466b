import type { HistoryCursor } from '@aisle/store';
import type { BroadcastPort, PageEnvironment } from './pageEnvironment.js';

/** What one tab sends to the other tabs of a namespace. A granted consent does not cross tabs. */
export type TabMessage =
  | { readonly kind: 'stored'; readonly cursor: HistoryCursor }
  | { readonly kind: 'erased' | 'denied' | 'reset' };

/**
 * The connection to the other tabs of a namespace, by BroadcastChannel. Where the browser has none, nothing is
 * shared.
 */
export class TabChannel {
  readonly #name: string;
  readonly #onMessage: (message: TabMessage) => void;
  readonly #page: Pick<PageEnvironment, 'BroadcastChannel'>;
  #port: BroadcastPort | undefined;

  constructor(
    namespace: string,
    onMessage: (message: TabMessage) => void,
    page: Pick<PageEnvironment, 'BroadcastChannel'>,
  ) {
    this.#name = `aisle-${namespace}`;
    this.#onMessage = onMessage;
    this.#page = page;
  }

  /** Receives messages from now on. Does nothing if it is open. */
  open(): void {
    const { BroadcastChannel } = this.#page;
    if (!BroadcastChannel || this.#port) return;
    try {
      this.#port = new BroadcastChannel(this.#name);
    } catch {
      // Firefox throws where it blocks a site's data. The tabs have no common storage then, and nothing to report.
      return;
    }
    // Any script of the origin can post here.
    this.#port.onmessage = ({ data }) => isTabMessage(data) && this.#onMessage(data);
  }

  /** Sends a message to the other tabs. Lost if the channel is closed. */
  post(message: TabMessage): void {
    this.#port?.postMessage(message);
  }

  /** Receives nothing until it is opened again. */
  close(): void {
    this.#port?.close();
    this.#port = undefined;
  }
}

function isTabMessage(data: unknown): data is TabMessage {
  const { kind, cursor } = (data ?? {}) as Partial<Record<'kind' | 'cursor', unknown>>;
  if (kind === 'stored') return typeof (cursor as Partial<HistoryCursor> | undefined)?.seq === 'number';
  return kind === 'erased' || kind === 'denied' || kind === 'reset';
}
