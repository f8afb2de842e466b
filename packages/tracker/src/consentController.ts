import { AisleError } from '@aisle/core';
import { type Consent, ConsentInputs, type ConsentSignal } from './consentInputs.js';
import type { OtherTabAction } from './otherTabAction.js';
import type { PageEnvironment } from './pageEnvironment.js';

/** The name of the input that reports denials of other tabs. */
export const OTHER_TAB = 'another-tab';
/** The name of the input that reports `setConsent` of the shop. */
const SHOP = 'shop';
/** Whether no plugin may have this name, because it would replace the answer of the shop or of another tab. */
export const isReservedInput = (name: string): boolean => name === SHOP || name === OTHER_TAB;

/**
 * How long a denial that a consent platform reports waits for another answer. Some platforms report a denial first, and
 * the stored answer of the shopper some hundred milliseconds later.
 */
export const SETTLE_MS = 2000;

/** Executes the decisions of a `ConsentController`. */
export interface ConsentEffects {
  /** The decision that is in effect. */
  consent(): Consent;
  /** Puts a decision into effect. It may be the current decision. Ends a suspension. */
  apply(consent: Consent): Promise<void>;
  /** Stops recording and ranking, but keeps the history. May be called repeatedly. */
  suspend(): void;
  /** Makes the next page erase, if this one does not complete the erasure. */
  markForErasure(): void;
  /** Sends a message to the other tabs. */
  post(kind: 'denial-pending' | 'denial-dropped'): void;
  /** Called if an input changed, or the first decision was made, without a change of the decision. */
  onUnchanged(): void;
}

/**
 * Decides about consent from the reports of the shop, plugins and other tabs. A decision is valid for this page view.
 * The shop repeats the shopper's answer on every page, and Aisle does not store it.
 *
 * A denial by the shop takes effect at once. A denial that only plugins report suspends Aisle and waits until it is
 * settled: by consent granted, or by the time.
 */
export class ConsentController {
  readonly inputs: ConsentInputs;
  /** Resolves when the first decision is in effect. Undefined after the first decision. */
  starting: Promise<void> | undefined;
  /** The timer of a pending denial. */
  #timer: unknown;
  /** Whether this tab has posted a pending denial. */
  #posted = false;
  /** Whether the denial in another tab is settled. */
  #deniedInOtherTab = false;
  readonly #effects: ConsentEffects;
  readonly #clock: Pick<PageEnvironment, 'setTimeout' | 'clearTimeout'>;

  /** @param expectedInputs names of inputs that report later */
  constructor(
    expectedInputs: readonly string[],
    effects: ConsentEffects,
    clock: Pick<PageEnvironment, 'setTimeout' | 'clearTimeout'> = globalThis,
  ) {
    this.inputs = new ConsentInputs(expectedInputs);
    this.#effects = effects;
    this.#clock = clock;
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

  get isDenialPending(): boolean {
    return this.#timer !== undefined;
  }

  /**
   * Puts the inputs' decision into effect, if it changed.
   *
   * @param isNewDenial whether a plugin has just denied. Since an earlier denial, another tab may have a history again.
   */
  async #decide(isNewDenial = false): Promise<void> {
    if (this.starting) return;
    const { decision } = this.inputs;
    const isSettled = (this.#deniedInOtherTab && !isNewDenial) || this.inputs.signalOf(SHOP) === 'denied';
    const current = this.isDenialPending || isNewDenial ? undefined : this.#effects.consent();
    if (decision === current) return this.#effects.onUnchanged();
    // A missing answer does not settle a pending denial of this tab.
    if (decision === 'denied' ? !isSettled : decision === 'unset' && this.#posted) return this.#suspend();
    this.#stopTimer();
    const applied = this.#effects.apply(decision);
    this.#postOwnDenial();
    await applied;
  }

  #suspend(): void {
    this.#timer ??= this.#clock.setTimeout(() => void this.settle().catch(() => undefined), SETTLE_MS);
    this.#effects.suspend();
    this.#postOwnDenial();
  }

  #stopTimer(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Sends the other tabs the beginning and the end of a denial that an input of this tab reports. */
  #postOwnDenial(): void {
    const decision = this.inputs.decisionWithout(OTHER_TAB);
    if (this.#posted ? decision !== 'granted' : decision !== 'denied' || !this.isDenialPending) return;
    this.#posted = !this.#posted;
    this.#effects.post(this.#posted ? 'denial-pending' : 'denial-dropped');
  }

  /** The page is being left. It may not return to settle the pending denial of one of its inputs. */
  onLeave(): void {
    if (!this.isDenialPending || !this.#posted) return;
    this.#effects.markForErasure();
    void this.settle().catch(() => undefined);
  }

  /** Puts a pending denial into effect: its time has passed, or the page is being left. */
  async settle(): Promise<void> {
    if (!this.isDenialPending) return;
    this.#deniedInOtherTab = this.inputs.signalOf(OTHER_TAB) === 'denied';
    await this.#deny();
    await this.#decide();
  }

  #deny(): Promise<void> {
    this.#stopTimer();
    this.#posted = false;
    return this.#effects.apply('denied');
  }

  /** A later answer outdates a denial or an erasure in another tab. A pending denial is settled by that tab only. */
  #forgetOtherTab(): void {
    if (!this.#deniedInOtherTab && this.inputs.signalOf(OTHER_TAB) === 'denied') return;
    this.#deniedInOtherTab = false;
    this.inputs.remove(OTHER_TAB);
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
    if (consent === 'granted') this.#forgetOtherTab();
    if (this.starting) await this.starting;
    await (consent === 'denied' ? this.#deny() : this.#decide());
  }

  /**
   * Takes the signal of a plugin. If a plugin's signal changes to 'granted', an earlier denial in another tab is
   * outdated.
   */
  setSignal(input: string, signal: ConsentSignal, detail: string): Promise<void> {
    const before = this.inputs.signalOf(input);
    if (signal === 'granted' && before !== undefined && before !== 'granted') this.#forgetOtherTab();
    this.inputs.set(input, signal, detail);
    return this.#decide(signal === 'denied' && before !== signal);
  }

  /** Removes the shop's answer, because it was another person's. */
  forgetAnswer(): Promise<void> {
    this.inputs.remove(SHOP);
    return this.#decide();
  }

  /** Takes an action of another tab. After an erasure, it is unknown whether consent was withdrawn too. */
  onOtherTab(action: OtherTabAction): void {
    const known = this.inputs.signalOf(OTHER_TAB);
    if (action === 'reset') this.inputs.remove(SHOP);
    else if (action === 'denied') {
      this.#deniedInOtherTab = true;
      this.inputs.set(OTHER_TAB, action, 'consent was withdrawn in another tab');
    } else if (action === 'denial-pending') {
      if (!known) this.inputs.set(OTHER_TAB, 'denied', 'another tab reports a denial');
    } else if (action === 'denial-dropped') {
      if (known === 'denied' && !this.#deniedInOtherTab) this.inputs.remove(OTHER_TAB);
      // For that tab, this one still reports a denial.
      if (this.#posted) this.#effects.post('denial-pending');
    } else {
      this.#deniedInOtherTab = false;
      const detail = 'the history was erased while this page was frozen: call setConsent again';
      this.inputs.set(OTHER_TAB, 'unset', detail);
    }
    void this.#decide().catch(() => undefined);
  }
}
