import type { AutomationNavigator } from './automationDetector.js';

/** The part of a `BroadcastChannel` that the tracker uses. */
export interface BroadcastPort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

type Listen = (type: string, listener: (event: Event) => void, options: AddEventListenerOptions) => void;

/** The globals of a page that the tracker uses. In a page, this is `globalThis`. */
export interface PageEnvironment {
  readonly document: { readonly addEventListener: Listen; readonly prerendering?: boolean };
  readonly addEventListener: Listen;
  readonly navigator: AutomationNavigator;
  /** Reading this property throws where the browser blocks storage. */
  readonly localStorage: Pick<Storage, 'setItem'> & { [key: string]: unknown };
  setTimeout(work: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  readonly BroadcastChannel?: new (name: string) => BroadcastPort;
}
