import { seededRandom } from '@aisle/core';
import { Shopper } from './shopper.js';
import { typeAt } from './shopperType.js';
import type { Strategy } from './strategy.js';
import { type Visit, visit } from './visit.js';

/** Probability that a shopper comes on a day. */
const VISITS_A_DAY = 0.3;
const MAX_PAGES = 3;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
export const WEEK_MS = WEEK_DAYS * DAY_MS;
const START_MS = Date.UTC(2027, 0, 4);

/** Shoppers and their calendar. Two populations of one seed have the same shoppers, who plan the same visits. */
export class Population {
  readonly shoppers: readonly Shopper[];
  readonly #calendar: () => number;
  readonly #random: () => number;
  #nowMs = START_MS;

  constructor(seed: number, size: number) {
    this.#calendar = seededRandom(seed);
    this.#random = seededRandom(seed + 1_000_000);
    this.shoppers = Array.from(
      { length: size },
      (_, i) => new Shopper(`device-${seed}-${i}`, typeAt((i + 0.5) / size)),
    );
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /**
   * Lives through a week.
   *
   * @returns visits, and everybody who would have come if nobody had left
   */
  week(strategy: Pick<Strategy, 'declaration' | 'policy'>): {
    readonly visits: readonly Visit[];
    readonly planned: readonly Shopper[];
  } {
    const visits: Visit[] = [];
    const planned: Shopper[] = [];
    for (let day = 0; day < WEEK_DAYS; day++, this.#nowMs += DAY_MS) {
      for (const shopper of this.shoppers) {
        if (this.#calendar() >= VISITS_A_DAY) continue;
        // Half the day, so that sessions of two days never meet.
        const plan = {
          startMs: this.#nowMs + Math.floor((this.#calendar() * DAY_MS) / 2),
          pages: 1 + Math.floor(this.#calendar() * MAX_PAGES),
        };
        planned.push(shopper);
        if (!shopper.hasLeft) visits.push(visit(shopper, strategy, plan, this.#random));
      }
    }
    return { visits, planned };
  }
}
