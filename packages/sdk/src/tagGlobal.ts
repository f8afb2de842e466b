import type { Aisle } from './api.js';

/** What the stub left behind. */
export interface QueuedCall {
  readonly name: GlobalMethod;
  readonly args: ArrayLike<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The stub has already answered. */
  readonly expired?: boolean;
}

/**
 * `export` is left out: any script on the page can call the global, and what the device remembers is not for all of
 * them. Shops that want it build on @aisle/sdk.
 */
export const GLOBAL_METHODS = ['track', 'rerank', 'predict', 'setConsent', 'use', 'erase', 'whenReady', 'status', 'subscribe'] as const;
export type GlobalMethod = (typeof GLOBAL_METHODS)[number];

declare global {
  interface Window {
    aisle?: Partial<Pick<Aisle, GlobalMethod>> & { queue?: QueuedCall[] };
  }
}
