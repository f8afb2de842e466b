/** The limits of the stored history. */
export interface Retention {
  /** Maximum number of events. The oldest are deleted first. */
  readonly maxEvents: number;
  /** Maximum age in milliseconds, by the event's timestamp. */
  readonly maxAgeMs: number;
  /** Maximum size in bytes, as JSON text or as ciphertext. The oldest events are deleted first. */
  readonly maxBytes: number;
}

export const DEFAULT_RETENTION: Retention = { maxEvents: 2000, maxAgeMs: 180 * 86_400_000, maxBytes: 2_000_000 };
