import type { EventType } from '@aisle/core';

/** What to do with visits that a program makes: keep them out of the history, or record them like a person's. */
export type AutomationPolicy = 'ignore' | 'record';

/** What shows that a program makes the visit. */
export type AutomationSignal = 'webdriver' | 'impossible-speed' | 'no-input';

/**
 * Each of these follows a click or a key. What a page reports without input, such as a view, says nothing about the
 * visitor.
 */
const ACTIONS_BY_HAND: readonly EventType[] = ['select_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart'];
/** A shop that answers "add to cart" with a new page reports one or two actions there before any input. */
const MAX_ACTIONS_WITHOUT_INPUT = 3;
/** Nobody aims at a control fifteen times a second. Fingers that drum on one reach about ten. */
const MAX_CLICKS_PER_SECOND = 15;
/** A shop that adds five things for one click reports them together. */
const SAME_CLICK_MS = 5;

/** What is read of the page's `navigator`. */
export interface AutomationNavigator {
  readonly webdriver?: boolean;
  readonly userActivation?: { readonly hasBeenActive: boolean };
}

/**
 * Detects visits by programs: by the browser's webdriver-active flag (WebDriver, section 4), by missing input, and
 * by speed.
 */
export class AutomationDetector {
  /** undefined while nothing points to a program. Once set, it stays. */
  signal: AutomationSignal | undefined;
  #actionsWithoutInput = 0;
  #clickTimesMs: number[] = [];
  readonly #navigator: AutomationNavigator;

  constructor(navigator: AutomationNavigator) {
    this.#navigator = navigator;
    if (navigator.webdriver === true) this.signal = 'webdriver';
  }

  /** Takes an event of the page into account. */
  observe(type: EventType, nowMs: number): void {
    if (this.signal || !ACTIONS_BY_HAND.includes(type)) return;
    // Not every browser reports input.
    if (this.#navigator.userActivation?.hasBeenActive === false && ++this.#actionsWithoutInput > MAX_ACTIONS_WITHOUT_INPUT)
      this.signal = 'no-input';
    if (nowMs - (this.#clickTimesMs.at(-1) ?? -Infinity) >= SAME_CLICK_MS) this.#clickTimesMs.push(nowMs);
    this.#clickTimesMs = this.#clickTimesMs.filter((timeMs) => nowMs - timeMs < 1000);
    if (this.#clickTimesMs.length > MAX_CLICKS_PER_SECOND) this.signal = 'impossible-speed';
  }
}
