export const DEVICES = ['phone', 'tablet', 'desktop'] as const;
export const REFERRERS = ['search', 'social', 'mail', 'ad', 'direct', 'internal', 'link'] as const;

/** What is known of a visit without a history. Absent fields are unknown. */
export interface VisitContext {
  readonly device?: (typeof DEVICES)[number];
  /** How the shopper came: never the address. `direct`: without a referrer. `link`: from any other site. */
  readonly referrer?: (typeof REFERRERS)[number];
  /** The category of the page on which the visit began, such as `Camping > Tents`. */
  readonly category?: string;
  /** 1 to 12, UTC */
  readonly month?: number;
}

/** The fields of a visit's context. */
export type ContextField = keyof VisitContext;
export const CONTEXT_FIELDS = ['category', 'referrer', 'device', 'month'] as const satisfies readonly ContextField[];

export const monthOf = (timestampMs: number): number => new Date(timestampMs).getUTCMonth() + 1;
