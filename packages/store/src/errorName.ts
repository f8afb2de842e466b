/** The name of what a browser's interface threw, such as `QuotaExceededError`; undefined for every other error. */
export const errorName = (cause: unknown): string | undefined =>
  cause instanceof DOMException ? cause.name : undefined;
