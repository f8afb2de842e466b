import type { EventType } from '@aisle/core';

/** The part of an event that tells programs from people. A `TrackedEvent` is one. */
export interface EvidenceEvent {
  readonly type: EventType;
  readonly timestampMs: number;
  /** Absent for a search. */
  readonly items?: readonly { readonly item_id: string }[];
}

/** A coupon code that was entered, right or wrong. */
export interface CouponTry {
  readonly code: string;
  readonly timestampMs: number;
}

/** The input of a page. */
export interface PageInput {
  /** When counting began. */
  readonly sinceMs: number;
  /** How often people did something since then, by any names, such as `keydown`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What is known of a device's recent visits. */
export interface AutomationEvidence {
  /** In any order. */
  readonly events: readonly EvidenceEvent[];
  readonly nowMs: number;
  /** Absent if nothing counts input, as for a log. */
  readonly input?: PageInput | undefined;
  readonly couponTries?: readonly CouponTry[];
  /** Whether the recorder has detected a program. */
  readonly isDetected?: boolean;
}
