import { AisleError } from '@aisle/core';
import { type Consent, ConsentInputs, type ConsentSignal } from './consentInputs.js';
import type { OtherTabAction } from './otherTabAction.js';

/** The input that another tab is. */
const OTHER_TAB = 'another-tab';
/** The input that `setConsent` is. */
const SHOP = 'shop';

/** What the decisions of a `ConsentController` act on. */
export interface ConsentEffects {
  /** The decision that is in effect. */
  consent(): Consent;
  /** Puts a decision into effect, also one that is in effect already. */
  apply(consent: Consent): Promise<void>;
  /** An input changed, or the first decision was made, and the decision that is in effect stays. */
  onUnchanged(): void;
}

/**
 * Decides about consent from what the shop, plugins and other tabs report. A decision holds for this page view: the
 * shop repeats the shopper's answer on every page, and nothing about it is stored.
 */
export class ConsentController {
  readonly inputs: ConsentInputs;
  /** Resolves when the first decision has been put into effect. Undefined as soon as it has been made. */
  starting: Promise<void> | undefined;
  readonly #effects: ConsentEffects;

  /** @param expectedInputs names of inputs that report later */
  constructor(expectedInputs: readonly string[], effects: ConsentEffects) {
    this.inputs = new ConsentInputs(expectedInputs);
    this.#effects = effects;
    // What the page adds and reports in one task is decided on together: no input grants before all have reported.
    this.starting = Promise.resolve().then(() => {
      this.starting = undefined;
      return this.#decide().catch(() => undefined);
    });
  }

  /** Whether the shop's latest answer is that consent is granted, whatever the other inputs report. */
  get grantedByShop(): boolean {
    return this.inputs.signalOf(SHOP) === 'granted';
  }

  /** Puts what the inputs report into effect, where it changes anything. */
  async #decide(): Promise<void> {
    if (this.starting) return;
    const { decision } = this.inputs;
    if (decision === this.#effects.consent()) this.#effects.onUnchanged();
    else await this.#effects.apply(decision);
  }

  /**
   * Takes the shop's answer. A repeated denial erases again, because the last erasure may have failed.
   *
   * @throws AisleError `invalid-argument` for any other answer, which counts as no answer
   */
  async setConsent(consent: 'granted' | 'denied'): Promise<void> {
    if (consent !== 'granted' && consent !== 'denied') {
      this.inputs.set(SHOP, 'unset', 'setConsent() got no answer');
      await this.#decide();
      const found = typeof consent === 'string' ? consent : typeof consent;
      throw new AisleError('invalid-argument', `setConsent: the answer must be 'granted' or 'denied', found ${found}.`);
    }
    this.inputs.set(SHOP, consent, `setConsent('${consent}') was called`);
    if (consent === 'granted') this.inputs.remove(OTHER_TAB);
    if (this.starting) await this.starting;
    await (consent === 'denied' ? this.#effects.apply(consent) : this.#decide());
  }

  /**
   * Takes the signal of a plugin. If the plugin asked again and consent was granted, a denial in another tab is
   * outdated.
   */
  setSignal(input: string, signal: ConsentSignal, detail: string): Promise<void> {
    const before = this.inputs.signalOf(input);
    if (signal === 'granted' && before !== undefined && before !== 'granted') this.inputs.remove(OTHER_TAB);
    this.inputs.set(input, signal, detail);
    return this.#decide();
  }

  /** Forgets the shop's answer: it was another person's. */
  forgetAnswer(): Promise<void> {
    this.inputs.remove(SHOP);
    return this.#decide();
  }

  /** Takes what another tab did. After an erasure, nobody knows whether consent was withdrawn with it. */
  onOtherTab(action: OtherTabAction): void {
    if (action === 'reset') this.inputs.remove(SHOP);
    else if (action === 'denied') this.inputs.set(OTHER_TAB, action, 'consent was withdrawn in another tab');
    else {
      const detail = 'the history was erased while this page was away: setConsent again';
      this.inputs.set(OTHER_TAB, 'unset', detail);
    }
    void this.#decide().catch(() => undefined);
  }
}
