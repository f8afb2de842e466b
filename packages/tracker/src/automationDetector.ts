import type { EventType } from '@aisle/core';

/** How to handle visits by programs: keep them out of the history, or record them like a person's visits. */
export type AutomationPolicy = 'ignore' | 'record';

/** The signal by which a visit by a program was detected. */
export type AutomationSignal = 'webdriver' | 'impossible-speed' | 'no-input';

/**
 * Events that follow a click or a key press. Events without input, such as a view, do not distinguish people from
 * programs.
 */
const ACTIONS_BY_HAND: readonly EventType[] = [
  'select_item',
  'select_promotion',
  'add_to_wishlist',
  'add_to_cart',
  'remove_from_cart',
];
/** A shop that answers "add to cart" with a new page reports one or two gestures there before any input. */
const MAX_GESTURES_WITHOUT_INPUT = 3;
/** A person reaches about ten clicks a second on one control. */
const MAX_GESTURES_PER_SECOND = 15;
/** Events that are at most so far apart belong to one gesture. A shop reports five items of one click within this time. */
const SAME_GESTURE_MS = 50;
/** Within this time, the computer's speed counts: a loop that reports several items takes less for each. */
const SAME_CALL_MS = 5;
/** After an input, events belong to it while they follow each other within this time: "add all" sends requests. */
const FOLLOWS_INPUT_MS = 1000;

/** The part of the page's `navigator` that the detector reads. */
export interface AutomationNavigator {
  readonly webdriver?: boolean;
  readonly userActivation?: { readonly hasBeenActive: boolean };
}

/**
 * Detects visits by programs: by `navigator.webdriver` (https://w3c.github.io/webdriver/#interface), by missing input,
 * and by speed. It counts gestures, not events: one click can add many items to the cart, and so can a page that
 * restores a cart when it loads.
 */
export class AutomationDetector {
  /** Undefined until a program is detected. 'no-input' ends with an input. */
  signal: AutomationSignal | undefined;
  /** Whether an input came after the latest action. */
  #hasNewInput = false;
  /** The latest input, or the latest action that followed it. */
  #inputMs = -Infinity;
  #actionMs = -Infinity;
  #gesturesWithoutInput = 0;
  /** Times of gestures in the last second. */
  #gestureTimesMs: number[] = [];
  readonly #navigator: AutomationNavigator;
  readonly #policy: AutomationPolicy;

  constructor(navigator: AutomationNavigator, policy: AutomationPolicy = 'ignore') {
    this.#navigator = navigator;
    this.#policy = policy;
    if (navigator.webdriver === true) this.signal = 'webdriver';
  }

  /** Whether a program makes this visit and its events are excluded from the history. */
  get ignoresVisit(): boolean {
    return this.signal !== undefined && this.#policy === 'ignore';
  }

  /** Whether a person has clicked or pressed a key. */
  get hasInput(): boolean {
    return this.#inputMs > -Infinity;
  }

  /** Registers a click or key press of a person. */
  onInput(nowMs: number): void {
    this.#hasNewInput = true;
    this.#inputMs = nowMs;
  }

  /** Examines an event of the page. */
  observe(type: EventType, nowMs: number): void {
    if (this.signal || !ACTIONS_BY_HAND.includes(type)) return;
    const sinceActionMs = nowMs - this.#actionMs;
    const followsInput = nowMs - this.#inputMs < FOLLOWS_INPUT_MS;
    if (followsInput) this.#inputMs = nowMs;
    // Firefox before 120 lacks `userActivation`. Without it, missing input is not detected.
    else if (
      this.#navigator.userActivation?.hasBeenActive === false &&
      sinceActionMs >= SAME_GESTURE_MS &&
      ++this.#gesturesWithoutInput > MAX_GESTURES_WITHOUT_INPUT
    )
      this.signal = 'no-input';
    if (followsInput ? this.#hasNewInput : sinceActionMs >= SAME_CALL_MS) this.#gestureTimesMs.push(nowMs);
    this.#hasNewInput = false;
    this.#actionMs = nowMs;
    this.#gestureTimesMs = this.#gestureTimesMs.filter((timeMs) => nowMs - timeMs < 1000);
    if (this.#gestureTimesMs.length > MAX_GESTURES_PER_SECOND) this.signal = 'impossible-speed';
  }
}
