import type { EventInput, EventType } from '@aisle/core';
import type { Retention } from '@aisle/store';
import type { AutomationPolicy } from './automationDetector.js';
import type { BeforeConsent } from './beforeConsent.js';
import type { Consent } from './consentInputs.js';
import type { RecorderListener } from './recorderListener.js';

export interface TrackerOptions {
  readonly namespace: string;
  readonly retention: Retention;
  readonly automation: AutomationPolicy;
  readonly beforeConsent: BeforeConsent;
  /** Names of consent inputs that answer later. */
  readonly consentInputs: readonly string[];
  /** The event types that are recorded. Undefined records all. */
  readonly eventTypes: readonly EventType[] | undefined;
  readonly now: () => number;
}

export interface TrackerListener extends RecorderListener {
  /**
   * A decision about consent is in effect.
   *
   * @param deleted after a denial: false if the erasure failed, or if another tab still has the database open
   */
  onConsentApplied(consent: Consent, deleted: boolean): Promise<void>;
  /** The page enters the back/forward cache. It may stay there for long, and other pages use the database. */
  onCached?(): void;
  /**
   * Adds fields that the source does not know, before the event is validated. Must not throw, even for an invalid
   * input.
   */
  completeEvent?(input: EventInput): EventInput;
}
