import { contains } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import type { BroadcastPort, PageEnvironment } from './pageEnvironment.js';

/** A message to the other tabs of a namespace. Granted consent is not sent to other tabs. */
export type TabMessage =
  | { readonly kind: 'stored'; readonly cursor: HistoryCursor }
  | { readonly kind: 'pruned' }
  | { readonly kind: (typeof KINDS)[number] };

const KINDS = ['erased', 'denied', 'denial-pending', 'denial-dropped', 'reset'] as const;

/**
 * The connection to the other tabs of a namespace, by BroadcastChannel. Without BroadcastChannel, tabs are not
 * connected.
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
      // Firefox throws if it blocks the site's storage (https://github.com/whatwg/html/issues/3054). Tabs then have no
      // common storage, so they have nothing to report.
      return;
    }
    // Any script of the origin can post here.
    this.#port.onmessage = ({ data }) => isTabMessage(data) && this.#onMessage(data);
  }

  /** Sends a message to the other tabs. Lost if the channel is closed. */
  post(message: TabMessage): void {
    this.#port?.postMessage(message);
  }

  /** Stops receiving until it is opened again. */
  close(): void {
    this.#port?.close();
    this.#port = undefined;
  }
}

function isTabMessage(data: unknown): data is TabMessage {
  const { kind, cursor } = (data ?? {}) as Partial<Record<'kind' | 'cursor', unknown>>;
  if (kind === 'stored') return typeof (cursor as Partial<HistoryCursor> | undefined)?.seq === 'number';
  return kind === 'pruned' || contains(KINDS as readonly unknown[], kind);
}
