import { contains, type TrackedEvent } from '@aisle/core';
import type { AutomationDetector } from './automationDetector.js';
import type { ConsentController } from './consentController.js';
import type { PageEnvironment } from './pageEnvironment.js';
import type { Recorder } from './recorder.js';
import type { TrackerOptions } from './trackerOptions.js';
import type { NotStoredReason } from './trackResult.js';

/** Decides whether an event may be stored, waits, or is refused. */
export class EventAdmission {
  readonly #options: Pick<TrackerOptions, 'beforeConsent' | 'eventTypes'>;
  readonly #automation: Pick<AutomationDetector, 'ignoresVisit'>;
  readonly #consent: ConsentController;
  readonly #recorder: Recorder;
  readonly #document: PageEnvironment['document'];

  constructor(
    options: Pick<TrackerOptions, 'beforeConsent' | 'eventTypes'>,
    automation: Pick<AutomationDetector, 'ignoresVisit'>,
    consent: ConsentController,
    recorder: Recorder,
    document: PageEnvironment['document'],
  ) {
    this.#options = options;
    this.#automation = automation;
    this.#consent = consent;
    this.#recorder = recorder;
    this.#document = document;
  }

  /** Whether events wait: for the page to be shown, for the first decision, or for the shopper's answer. */
  get mustWait(): boolean {
    const { disposed, history } = this.#recorder;
    if (this.#automation.ignoresVisit || disposed) return false;
    // Events from before a pending denial share the fate of the history.
    if (history.suspended) return true;
    const { beforeConsent } = this.#options;
    const undecided =
      history.consent === 'unset' && (this.#consent.starting !== undefined || beforeConsent === 'buffer');
    return undecided || this.#document.prerendering === true;
  }

  /** Why an event is not stored. Undefined if it is stored, or waits. */
  refusal({ type }: TrackedEvent, source: string): NotStoredReason | undefined {
    const { beforeConsent, eventTypes } = this.#options;
    const { disposed, history } = this.#recorder;
    // Before the first decision, a call of the page waits only if the shop has granted consent before it.
    if (source === 'page' && this.#consent.starting && beforeConsent === 'drop' && !this.#consent.grantedByShop)
      return 'no-consent';
    if (eventTypes && !contains(eventTypes, type)) return 'type-excluded';
    if (history.suspended) return 'no-consent';
    if (this.mustWait || history.storage !== 'none') return undefined;
    return disposed ? 'disposed' : 'no-consent';
  }
}
