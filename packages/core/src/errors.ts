/**
 * The codes of every error that Aisle can throw. `docs/reference/errors.md` says what each one means and what to do.
 * `test/structure/errorDocs.test.ts` compares the two lists.
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
  'download-slow',
  'weights-mismatch',
  'config-invalid',
  'sdk-too-old',
  'pointer-refused',
  'delta-invalid',
  'release-failed-check',
  'update-deferred',
  'catalogue-file-unusable',
  'markup-unusable',
  'data-invalid',
  'data-unreadable',
  'checkpoint-mismatch',
  'browser-missing',
  'internal',
] as const;

export type AisleErrorCode = (typeof ERROR_CODES)[number];

/** The form of an error in a message to or from the worker. Structured clone drops the code of an Error. */
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

  /** The fields that JSON and structured clone omit from an Error. */
  toJSON(): PlainError {
    const { code, message, details } = this;
    return { code, message, details };
  }
}

/** Checks the fields, so that pages need not load the list of codes. Codes of other systems have another form. */
function isPlainError(thrown: unknown): thrown is PlainError {
  const { code, details } = thrown as Partial<PlainError>;
  return typeof code === 'string' && /^[a-z-]+$/.test(code) && !!details && typeof details === 'object';
}

/** Converts any thrown value to an AisleError. A PlainError keeps its code; every other value gets `fallbackCode`. */
export function toAisleError(thrown: unknown, fallbackCode: AisleErrorCode = 'internal'): AisleError {
  let message = 'a value that is not an Error was thrown';
  try {
    if (thrown instanceof AisleError) return thrown;
    if (typeof thrown !== 'object' || thrown === null) message = String(thrown);
    else if (isPlainError(thrown)) return new AisleError(thrown.code, thrown.message, thrown.details, thrown);
    // Other objects are not converted to text: without a prototype, that throws.
    else if (thrown instanceof Error) message = thrown.message;
  } catch {
    // A revoked proxy throws at every operation.
  }
  return new AisleError(fallbackCode, message, {}, thrown);
}

/**
 * Runs `read`. An AisleError passes through. Any other error, for example from a getter, becomes an AisleError of
 * `code`.
 */
export function readOrRefuse<T>(code: AisleErrorCode, subject: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const error = toAisleError(cause, code);
    throw error === cause ? error : new AisleError(code, `${subject} could not be read: ${error.message}`, {}, cause);
  }
}

/** Converts an error for a message to or from the worker. */
export const toPlainError = (thrown: unknown): PlainError => toAisleError(thrown).toJSON();
