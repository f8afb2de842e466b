import type { AutomationDetector } from './automationDetector.js';
import type { Recorder } from './recorder.js';

/** A page that restores a cart reports fewer events before the first input. */
const MAX_EVENTS = 100;

/**
 * A visit without an input of a person. If it was discarded as a program's, the first input shows that it is not, and
 * its events are recorded after all: a page can restore a cart item by item.
 */
export class UnconfirmedVisit {
  readonly #records: (() => Promise<unknown>)[] = [];
  readonly #automation: AutomationDetector;
  readonly #recorder: Pick<Recorder, 'history' | 'discardVisit'>;

  constructor(automation: AutomationDetector, recorder: Pick<Recorder, 'history' | 'discardVisit'>) {
    this.#automation = automation;
    this.#recorder = recorder;
  }

  /** Keeps an event of the visit, if it is unconfirmed. @param record records it again */
  add(record: () => Promise<unknown>): void {
    if (this.#records.length < MAX_EVENTS && (!this.#automation.hasInput || this.#recorder.history.discarded))
      this.#records.push(record);
  }

  async onInput(nowMs: number): Promise<void> {
    const [automation, { history }] = [this.#automation, this.#recorder];
    automation.onInput(nowMs);
    if (!history.discarded) this.#records.length = 0;
    else if (automation.signal === 'no-input') {
      automation.signal = undefined;
      // Also events that are being written, so that none is recorded twice.
      await this.#recorder.discardVisit();
      history.discarded = false;
      for (const record of this.#records.splice(0)) await record();
    }
  }
}
