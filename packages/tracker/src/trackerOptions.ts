import type { EventInput, EventType } from '@aisle/core';
import type { Retention } from '@aisle/store';
import type { AutomationPolicy } from './automationDetector.js';
import type { BeforeConsent } from './beforeConsent.js';
import type { Consent } from './consentInputs.js';
import type { RecorderListener } from './recorder.js';

export interface TrackerOptions {
  readonly namespace: string;
  readonly retention: Retention;
  readonly automation: AutomationPolicy;
  readonly beforeConsent: BeforeConsent;
  /** Names of inputs of consent that report later. */
  readonly consentInputs: readonly string[];
  /** The types that are recorded; undefined for all. */
  readonly eventTypes: readonly EventType[] | undefined;
  readonly now: () => number;
}

export interface TrackerListener extends RecorderListener {
  /**
   * The decision about consent was put into effect.
   *
   * @param deleted after a denial: false where the erasure failed, or another tab still holds the database
   */
  onConsentApplied(consent: Consent, deleted: boolean): Promise<void>;
  /**
   * Returns the event with what its source does not know, before it is validated. Must not throw, whatever the input
   * is: a page may hand in anything.
   */
  completeEvent?(input: EventInput): EventInput;
}
