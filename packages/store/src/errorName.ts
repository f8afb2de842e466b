/** The name of a DOMException, such as `QuotaExceededError`. Undefined for every other error. */
export const errorName = (cause: unknown): string | undefined =>
  cause instanceof DOMException ? cause.name : undefined;
