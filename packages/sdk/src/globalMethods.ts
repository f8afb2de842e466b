/** A call that the stub queued. */
export interface QueuedCall {
  readonly name: GlobalMethod;
  readonly args: ArrayLike<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The stub has answered the call already. */
  readonly expired?: boolean;
}

/** Methods that any script on the page may call: they record, rank or report the status. */
export const GLOBAL_METHODS = [
  'track',
  'rerank',
  'rerankNow',
  'predict',
  'related',
  'boughtWith',
  'trending',
  'request',
  'changeDecisions',
  'setConsent',
  'use',
  'erase',
  'reset',
  'whenReady',
  'status',
  'subscribe',
] as const;
/** Methods that return the history. Available only if the shop lists them in `data-expose`. */
export const EXPOSABLE_METHODS = ['export', 'profile'] as const;
export type GlobalMethod = (typeof GLOBAL_METHODS)[number] | (typeof EXPOSABLE_METHODS)[number];
