import type { EventType } from '@aisle/core';

/** How to handle visits by programs: keep them out of the history, or record them like a person's visits. */
export type AutomationPolicy = 'ignore' | 'record';

/** The signal by which a visit by a program was detected. */
export type AutomationSignal = 'webdriver' | 'impossible-speed' | 'no-input';

/**
 * Events that follow a click or a key press. Events without input, such as a view, do not distinguish people from
 * programs.
 */
const ACTIONS_BY_HAND: readonly EventType[] = ['select_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart'];
/** A shop that answers "add to cart" with a new page reports one or two actions there before any input. */
const MAX_ACTIONS_WITHOUT_INPUT = 3;
/** A person reaches about ten clicks a second on one control. */
const MAX_CLICKS_PER_SECOND = 15;
/** A shop that adds five items on one click reports five events within this time. */
const SAME_CLICK_MS = 5;

/** The part of the page's `navigator` that the detector reads. */
export interface AutomationNavigator {
  readonly webdriver?: boolean;
  readonly userActivation?: { readonly hasBeenActive: boolean };
}

/**
 * Detects visits by programs: by `navigator.webdriver` (https://w3c.github.io/webdriver/#interface), by missing input,
 * and by speed.
 */
export class AutomationDetector {
  /** Undefined until a program is detected. Once set, it stays. */
  signal: AutomationSignal | undefined;
  #actionsWithoutInput = 0;
  #clickTimesMs: number[] = [];
  readonly #navigator: AutomationNavigator;

  constructor(navigator: AutomationNavigator) {
    this.#navigator = navigator;
    if (navigator.webdriver === true) this.signal = 'webdriver';
  }

  /** Examines an event of the page. */
  observe(type: EventType, nowMs: number): void {
    if (this.signal || !ACTIONS_BY_HAND.includes(type)) return;
    // Firefox before 120 lacks `userActivation`. Without it, missing input is not detected.
    if (
      this.#navigator.userActivation?.hasBeenActive === false &&
      ++this.#actionsWithoutInput > MAX_ACTIONS_WITHOUT_INPUT
    )
      this.signal = 'no-input';
    if (nowMs - (this.#clickTimesMs.at(-1) ?? -Infinity) >= SAME_CLICK_MS) this.#clickTimesMs.push(nowMs);
    this.#clickTimesMs = this.#clickTimesMs.filter((timeMs) => nowMs - timeMs < 1000);
    if (this.#clickTimesMs.length > MAX_CLICKS_PER_SECOND) this.signal = 'impossible-speed';
  }
}
