import { AisleError } from '@aisle/core';
import { type Consent, ConsentInputs, type ConsentSignal } from './consentInputs.js';
import type { OtherTabAction } from './otherTabAction.js';

/** The name of the input that reports denials of other tabs. */
const OTHER_TAB = 'another-tab';
/** The name of the input that reports `setConsent` of the shop. */
const SHOP = 'shop';

/** Executes the decisions of a `ConsentController`. */
export interface ConsentEffects {
  /** The decision that is in effect. */
  consent(): Consent;
  /** Puts a decision into effect. It may be the current decision. */
  apply(consent: Consent): Promise<void>;
  /** Called if an input changed, or the first decision was made, without a change of the decision. */
  onUnchanged(): void;
}

/**
 * Decides about consent from the reports of the shop, plugins and other tabs. A decision is valid for this page view.
 * The shop repeats the shopper's answer on every page, and Aisle does not store it.
 */
export class ConsentController {
  readonly inputs: ConsentInputs;
  /** Resolves when the first decision is in effect. Undefined after the first decision. */
  starting: Promise<void> | undefined;
  readonly #effects: ConsentEffects;

  /** @param expectedInputs names of inputs that report later */
  constructor(expectedInputs: readonly string[], effects: ConsentEffects) {
    this.inputs = new ConsentInputs(expectedInputs);
    this.#effects = effects;
    // One decision for all inputs that the page adds in one task, so that none grants before all have reported.
    this.starting = Promise.resolve().then(() => {
      this.starting = undefined;
      return this.#decide().catch(() => undefined);
    });
  }

  /** Whether the shop's latest answer is 'granted', independently of the other inputs. */
  get grantedByShop(): boolean {
    return this.inputs.signalOf(SHOP) === 'granted';
  }

  /** Puts the inputs' decision into effect, if it changed. */
  async #decide(): Promise<void> {
    if (this.starting) return;
    const { decision } = this.inputs;
    if (decision === this.#effects.consent()) this.#effects.onUnchanged();
    else await this.#effects.apply(decision);
  }

  /**
   * Takes the shop's answer. A repeated denial erases again, because the last erasure may have failed.
   *
   * @throws AisleError `invalid-argument` for any other value, which is treated as a missing answer
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
   * Takes the signal of a plugin. If a plugin's signal changes to 'granted', an earlier denial in another tab is
   * outdated.
   */
  setSignal(input: string, signal: ConsentSignal, detail: string): Promise<void> {
    const before = this.inputs.signalOf(input);
    if (signal === 'granted' && before !== undefined && before !== 'granted') this.inputs.remove(OTHER_TAB);
    this.inputs.set(input, signal, detail);
    return this.#decide();
  }

  /** Removes the shop's answer, because it was another person's. */
  forgetAnswer(): Promise<void> {
    this.inputs.remove(SHOP);
    return this.#decide();
  }

  /** Takes an action of another tab. After an erasure, it is unknown whether consent was withdrawn too. */
  onOtherTab(action: OtherTabAction): void {
    if (action === 'reset') this.inputs.remove(SHOP);
    else if (action === 'denied') this.inputs.set(OTHER_TAB, action, 'consent was withdrawn in another tab');
    else {
      const detail = 'the history was erased while this page was frozen: call setConsent again';
      this.inputs.set(OTHER_TAB, 'unset', detail);
    }
    void this.#decide().catch(() => undefined);
  }
}
