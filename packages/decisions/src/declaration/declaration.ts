import type { EventType } from '@aisle/core';

/** What an intervention is. A personal price is not among them (docs/decisions.md). */
export const INTERVENTION_KINDS = ['hint', 'reminder', 'bundle', 'discount', 'message'] as const;
export type InterventionKind = (typeof INTERVENTION_KINDS)[number];

/** Limits of how often a device shows interventions. */
export interface Caps {
  readonly perSession: number;
  readonly perWeek: number;
}

/** Rules that every intervention has, unless it has its own. */
export interface InterventionRules {
  readonly caps: Caps;
  /** Days without the intervention after the shopper closed it. */
  readonly dismissalDays: number;
  /** Hours between two exposures. */
  readonly cooldownHours: number;
  /** Seconds on the site before the first intervention of a session. */
  readonly secondsOnSite: number;
}

/** Conditions over the device's history. All of them must hold. */
export interface Conditions {
  readonly minCartItems?: number;
  readonly maxCartItems?: number;
  /** Bounds of the cart's value in the declaration's currency. */
  readonly minCartValue?: number;
  readonly maxCartValue?: number;
  readonly minOrders?: number;
  readonly maxOrders?: number;
  /** Days since the last event of an earlier session. */
  readonly minDaysAway?: number;
  /** The category or a category of the path that the latest viewed item belongs to. */
  readonly viewedCategory?: string;
  /** Bounds of the probability of a purchase in this session, 0 to 1. */
  readonly minPurchaseProbability?: number;
  readonly maxPurchaseProbability?: number;
}

/** What an intervention shows, in one language. */
export interface Creative {
  readonly title: string;
  readonly text?: string;
  /** The label of the button or link. */
  readonly action?: string;
  readonly url?: string;
  /** The label of the button that closes it. Required if the intervention interrupts. */
  readonly close?: string;
}

export interface Intervention {
  readonly id: string;
  readonly kind: InterventionKind;
  readonly placements: readonly string[];
  readonly conditions?: Conditions;
  /** Expected cost and value of one success, in the declaration's currency. */
  readonly cost: number;
  readonly value: number;
  /** What counts as success, within hours of the exposure. */
  readonly goal: { readonly event: EventType; readonly withinHours: number };
  readonly rules?: Partial<InterventionRules>;
  /** Ids of interventions that exclude this one once they were shown in the same session. */
  readonly excludes?: readonly string[];
  /** The most exposures a day over all devices. The device thins by `perDay / eligibleDevices`. */
  readonly budget?: { readonly perDay: number; readonly eligibleDevices: number };
  /** The page where anybody finds the offer. Required for a discount. */
  readonly openToAllUrl?: string;
  /** Says that and why the offer is shown to this shopper. Required for a discount. By language. */
  readonly disclosure?: Readonly<Record<string, string>>;
  /** Whether it covers or interrupts the page. Then its creative has a button that closes it. */
  readonly interrupts?: boolean;
  /** By language tag, `en` for example. */
  readonly creative: Readonly<Record<string, Creative>>;
}

/** The one question that devices answer, if their shopper opted in to reports (docs/guides/measuring-decisions.md). */
export interface ReportQuestion {
  /** The intervention that it is about. */
  readonly intervention: string;
  /** The privacy budget of a device's whole answer: no answer is more than e^ε times as likely for another outcome. */
  readonly epsilon: number;
  /** First and last day (UTC) of the outcome, YYYY-MM-DD. */
  readonly from: string;
  readonly until: string;
  /** A device sends its answer at a random time within so many hours after the last day. */
  readonly sendWithinHours: number;
}

/** The interventions of a shop: one static file, the same for every device. */
export interface Declaration {
  readonly version: 1;
  /** ISO 4217. */
  readonly currency: string;
  readonly defaults: InterventionRules;
  /** The share of devices, 0 to 1, that see no intervention. The salt makes it independent of other groups. */
  readonly holdout: { readonly share: number; readonly salt: string };
  readonly interventions: readonly Intervention[];
  readonly report?: ReportQuestion;
}
