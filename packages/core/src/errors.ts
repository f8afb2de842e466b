/**
 * Every error that Aisle can raise, with what it means and what to do about it.
 * The table in docs/errors.md lists the same codes; a test holds the two together.
 */
export const ERROR_CODES = [
  'invalid-event',
  'invalid-argument',
  'storage-failed',
  'worker-unavailable',
  'worker-died',
  'protocol-mismatch',
  'timeout',
  'aborted',
  'disposed',
  'no-backend',
  'insecure-context',
  'manifest-unreachable',
  'manifest-invalid',
  'shard-unreachable',
  'shard-corrupt',
  'weights-mismatch',
  'config-invalid',
  'data-invalid',
  'data-unreadable',
  'checkpoint-mismatch',
  'browser-missing',
  'internal',
] as const;

export type AisleErrorCode = (typeof ERROR_CODES)[number];

/** What crosses the worker line in place of an Error, which structured clone strips of its code. */
export interface PlainError {
  readonly code: AisleErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The one error class: a stable `code`, a message for people, and the values that the message names. */
export class AisleError extends Error {
  override readonly name = 'AisleError';
  readonly code: AisleErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: AisleErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

function isErrorCode(code: unknown): code is AisleErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code);
}

/** Turns anything that was thrown into an AisleError: a PlainError keeps its code, everything else becomes `fallbackCode`. */
export function toAisleError(thrown: unknown, fallbackCode: AisleErrorCode = 'internal'): AisleError {
  try {
    if (thrown instanceof AisleError) return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && isErrorCode(thrown.code)) {
      const { code, message, details } = thrown as PlainError;
      return new AisleError(code, message, details, thrown);
    }
    // An object without a prototype cannot even be made a text.
    const isOther = typeof thrown === 'object' && thrown !== null && !(thrown instanceof Error);
    const message = isOther ? 'something was thrown that is no Error' : thrown instanceof Error ? thrown.message : String(thrown);
    return new AisleError(fallbackCode, message, {}, thrown);
  } catch {
    // A revoked proxy cannot even be asked what it is.
    return new AisleError(fallbackCode, 'something was thrown that cannot be looked at', {}, thrown);
  }
}

/** The form in which an error is thrown inside the worker, so that Comlink clones it whole. */
export function toPlainError(thrown: unknown): PlainError {
  const { code, message, details } = toAisleError(thrown);
  return { code, message, details };
}
