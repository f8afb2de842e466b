import type { Aisle } from './api.js';
import type { ListWatch } from './lists/watchLists.js';

/** What the stub left behind. */
export interface QueuedCall {
  readonly name: GlobalMethod;
  readonly args: ArrayLike<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The stub has already answered. */
  readonly expired?: boolean;
}

/** Any script on the page can call the global: what only counts or ranks is for all of them. */
export const GLOBAL_METHODS = [
  'track',
  'rerank',
  'rerankNow',
  'predict',
  'setConsent',
  'use',
  'erase',
  'reset',
  'whenReady',
  'status',
  'subscribe',
] as const;
/** What the device remembers is not: these are there where the shop says so, in `data-expose`. */
export const EXPOSABLE_METHODS = ['export', 'profile'] as const;
export type GlobalMethod = (typeof GLOBAL_METHODS)[number] | (typeof EXPOSABLE_METHODS)[number];

declare global {
  interface Window {
    aisle?: Partial<Pick<Aisle, GlobalMethod>> & { queue?: QueuedCall[]; lists?: ListWatch };
  }
}
