import type { EventType } from '@aisle/core';

/** What to do with visits that a program makes: keep them out of the history, or record them like a person's. */
export type AutomationPolicy = 'ignore' | 'record';

/** What gives a program away. */
export type AutomationSign = 'webdriver' | 'impossible-speed' | 'no-input';

/** Acts of a hand, each after a click or a key. What a page tells by itself, such as a view, says nothing about who looks. */
const BY_HAND: readonly EventType[] = ['select_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart'];
/** A shop that answers "add to cart" with a new page tells of one act there, or two, before any input. */
const MOST_WITHOUT_INPUT = 3;
/** Nobody aims at a control fifteen times a second; fingers that drum on one manage about ten. */
const FASTEST_PER_SECOND = 15;
/** A shop that adds five things for one click tells of them in one go. */
const SAME_CLICK_MS = 5;

interface VisitorNavigator {
  readonly webdriver?: boolean;
  readonly userActivation?: { readonly hasBeenActive: boolean };
}

/** Tells people from programs, by what the browser says (WebDriver, section 4: the webdriver-active flag) and by what is done. */
export class Visitor {
  sign: AutomationSign | undefined;
  #actsWithoutInput = 0;
  #clickTimesMs: number[] = [];
  readonly #navigator: VisitorNavigator;

  constructor(navigator: VisitorNavigator) {
    this.#navigator = navigator;
    if (navigator.webdriver === true) this.sign = 'webdriver';
  }

  /** Takes in an event of the page. */
  note(type: EventType, nowMs: number): void {
    if (this.sign || !BY_HAND.includes(type)) return;
    // Not every browser tells of input.
    if (this.#navigator.userActivation?.hasBeenActive === false && ++this.#actsWithoutInput > MOST_WITHOUT_INPUT) this.sign = 'no-input';
    if (nowMs - (this.#clickTimesMs.at(-1) ?? -Infinity) >= SAME_CLICK_MS) this.#clickTimesMs.push(nowMs);
    this.#clickTimesMs = this.#clickTimesMs.filter((timeMs) => nowMs - timeMs < 1000);
    if (this.#clickTimesMs.length > FASTEST_PER_SECOND) this.sign = 'impossible-speed';
  }
}
