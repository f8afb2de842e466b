/** How much of the history is kept. */
export interface Retention {
  /** Most events kept; the oldest go first. */
  readonly maxEvents: number;
  /** Oldest age kept, in milliseconds, by the event's own timestamp. */
  readonly maxAgeMs: number;
  /** Most bytes kept, as JSON text, or as encrypted; the oldest events go first. */
  readonly maxBytes: number;
}

export const DEFAULT_RETENTION: Retention = { maxEvents: 2000, maxAgeMs: 180 * 86_400_000, maxBytes: 2_000_000 };
