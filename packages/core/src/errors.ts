/**
 * Every error that Aisle can raise, with what it means and what to do about it.
 * The table in docs/reference/errors.md lists the same codes; a test holds the two together.
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
  'sdk-too-old',
  'pointer-refused',
  'delta-invalid',
  'release-failed-check',
  'update-deferred',
  'catalogue-file-unusable',
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

  /** What JSON would leave out of an Error, and structured clone as well. */
  toJSON(): PlainError {
    const { code, message, details } = this;
    return { code, message, details };
  }
}

/** By its fields and not by the list of codes, which pages need not load. Other systems' codes look different. */
function isPlainError(thrown: unknown): thrown is PlainError {
  const { code, details } = thrown as Partial<PlainError>;
  return typeof code === 'string' && /^[a-z-]+$/.test(code) && !!details && typeof details === 'object';
}

/** Turns anything that was thrown into an AisleError: a PlainError keeps its code, everything else becomes `fallbackCode`. */
export function toAisleError(thrown: unknown, fallbackCode: AisleErrorCode = 'internal'): AisleError {
  let message = 'something was thrown that is no Error';
  try {
    if (thrown instanceof AisleError) return thrown;
    if (typeof thrown !== 'object' || thrown === null) message = String(thrown);
    else if (isPlainError(thrown)) return new AisleError(thrown.code, thrown.message, thrown.details, thrown);
    // Another object without a prototype cannot even be made a text.
    else if (thrown instanceof Error) message = thrown.message;
  } catch {
    // A revoked proxy cannot even be asked what it is.
  }
  return new AisleError(fallbackCode, message, {}, thrown);
}

/** Runs `read`, whose own refusals pass; whatever else it meets, a getter that throws for instance, comes out as one of this code. */
export function readOrRefuse<T>(code: AisleErrorCode, subject: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const error = toAisleError(cause, code);
    throw error === cause ? error : new AisleError(code, `${subject} could not be read: ${error.message}`, {}, cause);
  }
}

/** The form in which an error is thrown inside the worker, so that it is cloned whole, which an Error is not. */
export const toPlainError = (thrown: unknown): PlainError => toAisleError(thrown).toJSON();
